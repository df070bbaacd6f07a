import { type PublishedPackage, publishPlugin } from "@flyloft/publisher";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { Mistake } from "../line/Mistake.ts";
import {
  foldersOf,
  formatBytes,
  interruptible,
  machine,
} from "./forFolders.ts";

/** `flyloft plugin publish` */
export function publish({
  operands,
  options,
  output,
}: Invocation): Promise<number> {
  const { tag: tags = [], access } = options;
  if (tags.length > 1) {
    throw new Mistake(
      "plugin publish takes one --tag; npm dist-tag adds more.",
    );
  }
  return interruptible(output, async () => {
    const items: PublishedPackage[] = [];
    for (const folder of foldersOf(operands)) {
      const published = await publishPlugin({
        ...machine(),
        folder,
        cwd: process.cwd(),
        tag: tags[0],
        access: access as "public" | "restricted" | undefined,
        dryRun: options["dry-run"],
      });
      items.push(published);
    }
    output.tell({ items }, () => items.flatMap(format));
    return EXIT.done;
  });
}

function format(item: PublishedPackage): readonly string[] {
  const { name, version, tag, registry, integrity, bytes, files } = item;
  const verb = item.isSent ? "Published" : "Would publish";
  return [
    `${verb} ${name}@${version} as '${tag}' to ${registry}`,
    `  ${files.length} files, ${formatBytes(bytes)}, ${integrity}`,
    ...(item.isSent ? [] : files.map((file) => `  ${file.path}`)),
  ];
}
