import {
  type MadeSignature,
  type SignatureForm,
  type SignedPlugin,
  signPlugin,
} from "@flyloft/publisher";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { askPassword } from "./askPassword.ts";
import { interruptible, machine, plainRegistries } from "./forFolders.ts";

/** `flyloft plugin sign` */
export function sign(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const [reference = ""] = operands;
  return interruptible(output, async (signal) => {
    const signed = await signPlugin({
      ...machine(),
      reference,
      key: options.key,
      password: () => askPassword(output, { signal }),
      fulcioUrl: options["fulcio-url"],
      rekorUrl: options["rekor-url"],
      forms: options.form as readonly SignatureForm[] | undefined,
      insecureRegistries: plainRegistries(reference, invocation),
      announce: ({ name, digest, packages }) =>
        output.remark(`Signing ${name}@${digest}: ${packages.join(", ")}`),
      signal,
    });
    output.tell(signed, () => formatSigned(signed, output.paint.good));
    return EXIT.done;
  });
}

function formatSigned(
  { reference, key, packages, signatures }: SignedPlugin,
  good: (text: string) => string,
): readonly string[] {
  const isKept = signatures.every((one) => one.isKept);
  return [
    `${good(isKept ? "Signed before" : "Signed")} ${packages.join(", ")}`,
    `  by       ${key === undefined ? "the identity in the token" : `the key ${key}`}`,
    ...signatures.map((one) => `  ${formatPlace(one)}`),
    `  artifact ${reference}`,
  ];
}

/** Of cosign's two forms, where it is. */
function formatPlace({ form, tag, digest, isKept }: MadeSignature): string {
  const place = tag === undefined ? "listed by the registry" : `tag ${tag}`;
  return `${form.padEnd(7)}  ${digest}, ${isKept ? "there already" : place}`;
}
