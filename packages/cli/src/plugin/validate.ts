import { type ValidatedPlugin, validatePlugin } from "@flyloft/publisher";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import type { Paint } from "../output/Paint.ts";
import { foldersOf, formatFinding } from "./forFolders.ts";

/** `flyloft plugin validate` */
export async function validate({
  operands,
  output,
}: Invocation): Promise<number> {
  const items: ValidatedPlugin[] = [];
  for (const folder of foldersOf(operands)) {
    items.push(await validatePlugin(folder));
  }
  const isValid = items.every((item) => item.isValid);
  output.tell({ isValid, items }, () =>
    items.flatMap((item) => format(item, output.paint)),
  );
  return isValid ? EXIT.done : EXIT.failed;
}

function format(item: ValidatedPlugin, paint: Paint): readonly string[] {
  const { name, version, isValid, findings } = item;
  const label = version === undefined ? name : `${name}@${version}`;
  const verdict = isValid ? paint.good("valid") : paint.bad("not valid");
  return [
    `${label}: ${verdict}`,
    ...findings.flatMap((finding) => {
      const isError = finding.severity === "error";
      const mark = isError ? paint.bad("✗") : paint.warn("!");
      return [`  ${mark} ${formatFinding(finding)}`, `      ${finding.hint}`];
    }),
  ];
}
