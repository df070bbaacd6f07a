import path from "node:path";
import { type PackFormat, packPlugins } from "@flyloft/publisher";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { foldersOf, formatBytes, interruptible } from "./forFolders.ts";

/** `flyloft plugin pack` */
export function pack({
  operands,
  options,
  output,
}: Invocation): Promise<number> {
  const { format = ["npm"], out = "." } = options;
  return interruptible(output, async () => {
    const packed = await packPlugins({
      folders: foldersOf(operands),
      formats: format as readonly PackFormat[],
      out: path.resolve(out),
    });
    const items = packed.map((item) => {
      return { ...item, file: path.relative(process.cwd(), item.file) };
    });
    output.tell({ items }, () =>
      items.flatMap(({ file, packages, digest, bytes }) => [
        `${file} (${formatBytes(bytes)}): ${packages.join(", ")}`,
        `  ${output.paint.dim(digest)}`,
      ]),
    );
    return EXIT.done;
  });
}
