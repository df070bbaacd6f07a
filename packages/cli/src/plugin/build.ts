import { type BuiltPlugin, buildPlugin } from "@flyloft/publisher";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { foldersOf, interruptible } from "./forFolders.ts";

/** `flyloft plugin build` */
export function build({ operands, output }: Invocation): Promise<number> {
  return interruptible(output, async (signal) => {
    const built: BuiltPlugin[] = [];
    // One after the other: each keeps the processors busy by itself.
    for (const folder of foldersOf(operands)) {
      built.push(await buildPlugin(folder, { signal }));
    }
    output.tell({ items: built }, () => built.flatMap(format));
    return EXIT.done;
  });
}

function format({ name, side, outputs, warnings, ...rest }: BuiltPlugin) {
  const { bundled, durationMs } = rest;
  const brings = bundled.length > 0 ? `, brings ${bundled.join(", ")}` : "";
  return [
    `${name}: ${side} in ${(durationMs / 1000).toFixed(1)} s: ${outputs.join(", ")}${brings}`,
    ...warnings.map(({ message, place }) => {
      return `  ! ${place ? `${place.file}: ` : ""}${message}`;
    }),
  ];
}
