import type { TreeFile } from "../../fetch/FetchedPlugin.ts";

const MANIFESTS = ["package.json", "plugin.json"];

/**
 * Where the package is among an artifact's files: at its root (`""`), or in its only top-level folder, as in npm's
 * tarballs. Undefined where there is none, or more than one.
 */
export function findRoot(files: readonly TreeFile[]): string | undefined {
  const paths = new Set(files.map(({ path }) => path));
  if (MANIFESTS.some((manifest) => paths.has(manifest))) return "";
  const roots = listPackages(files);
  return roots.length === 1 ? roots[0] : undefined;
}

/** Top-level folders that hold a package. */
export function listPackages(files: readonly TreeFile[]): string[] {
  const folders = files
    .map(({ path }) => path.split("/"))
    .filter(
      ([, name = "", ...rest]) => rest.length === 0 && MANIFESTS.includes(name),
    )
    .map(([folder = ""]) => folder);
  return [...new Set(folders)];
}
