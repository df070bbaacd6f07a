import { pushPlugins } from "@flyloft/publisher";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { askPassword } from "./askPassword.ts";
import {
  foldersOf,
  formatBytes,
  interruptible,
  machine,
  plainRegistries,
} from "./forFolders.ts";

/** `flyloft plugin push` */
export function push(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const [target = "", ...folders] = operands;
  return interruptible(output, async (signal) => {
    const pushed = await pushPlugins({
      ...machine(),
      target,
      folders: foldersOf(folders),
      tags: options.tag ?? [],
      mountFrom: options["mount-from"],
      insecureRegistries: plainRegistries(target, invocation),
      sign: options["sign-key"]
        ? {
            key: options["sign-key"],
            password: () => askPassword(output, { signal }),
          }
        : undefined,
      signal,
    });
    output.tell(pushed, () => {
      const sent = pushed.blobs.filter(({ outcome }) => outcome === "uploaded");
      const bytes = sent.reduce((sum, blob) => sum + blob.bytes, 0);
      return [
        `${output.paint.good("Pushed")} ${pushed.tags.join(", ")}: ${formatBytes(bytes)} sent, ${pushed.blobs.length - sent.length} of ${pushed.blobs.length} blobs were there.`,
        `  digest  ${pushed.digest}`,
        ...(pushed.signatures.length > 0
          ? [`  signed with ${options["sign-key"]}`]
          : []),
        ...toInstall(pushed),
      ];
    });
    return EXIT.done;
  });
}

/** The references of the packages in it. */
function toInstall({
  reference,
  packages,
}: Awaited<ReturnType<typeof pushPlugins>>): readonly string[] {
  const references =
    packages.length > 1
      ? packages.map(({ folder }) => `${reference}!${folder}`)
      : [reference];
  return references.map((one) => `  install ${one}`);
}
