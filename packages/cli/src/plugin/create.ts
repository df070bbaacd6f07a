import path from "node:path";
import { createPlugin } from "@flyloft/publisher";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";

/** `flyloft plugin create` */
export async function create(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const [name = ""] = operands;
  const { template = "both" } = options;
  const cwd = process.cwd();
  const created = await createPlugin({
    name,
    template: template as Parameters<typeof createPlugin>[0]["template"],
    cwd,
  });
  const folder = path.relative(cwd, created.dir);
  const { packages, files } = created;
  const folders = packages.map(({ dir }) => dir).filter((dir) => dir !== ".");
  output.tell({ folder, packages, files }, () => [
    `${output.paint.good("Created")} ${packages.map((one) => one.name).join(" and ")} in ${folder}/ (${files.length} files).`,
    "",
    `  cd ${folder}`,
    "  npm install",
    "  npm test",
    `  npx flyloft ${["plugin build", ...folders].join(" ")}`,
  ]);
  return EXIT.done;
}
