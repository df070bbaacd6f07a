import path from "node:path";
import type { TreeFile } from "./FetchedPlugin.ts";

/**
 * Finds the package inside an unpacked archive: at the root, or in the single folder at its top, as `npm pack` and
 * most zip programs make it.
 */
export function packageRoot(
  dir: string,
  files: readonly TreeFile[],
): { readonly dir: string; readonly files: readonly TreeFile[] } {
  if (files.some((file) => file.path === "package.json")) return { dir, files };
  const tops = new Set(files.map((file) => file.path.replace(/\/.*$/, "")));
  const [top] = tops;
  if (top === undefined || tops.size > 1) return { dir, files };
  const inside = files.filter((file) => file.path.startsWith(`${top}/`));
  return {
    dir: path.join(dir, top),
    files: inside.map((file) => ({
      ...file,
      path: file.path.slice(top.length + 1),
    })),
  };
}
