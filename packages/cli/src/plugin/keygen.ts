import path from "node:path";
import { createKeyPair } from "@flyloft/publisher";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { askPassword } from "./askPassword.ts";

/** `flyloft plugin keygen` */
export async function keygen(invocation: Invocation): Promise<number> {
  const { operands, output } = invocation;
  const [name = "flyloft"] = operands;
  const made = await createKeyPair({
    file: path.resolve(name),
    password: () => askPassword(output, { twice: true }),
  });
  const [privateFile, publicFile] = [`${name}.key`, `${name}.pub`];
  const { fingerprint } = made;
  output.tell({ privateFile, publicFile, fingerprint }, () => [
    `${output.paint.good("Made")} ${privateFile}, to sign with: keep it and its password to yourself.`,
    `${output.paint.good("Made")} ${publicFile}, for everybody who verifies.`,
    `  key  ${fingerprint}`,
  ]);
  return EXIT.done;
}
