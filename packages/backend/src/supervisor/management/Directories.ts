import { readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Directory } from "@flyloft/management";
import { BackendError } from "../../errors.ts";

/** How deep below a root folders with plugins are looked for: `scope/name`. */
const DEPTH = 2;
const MOST = 200;

/** Folders with a plugin's package below the roots that the configuration allows. */
export function listDirectories(
  roots: readonly string[],
  installed: ReadonlySet<string>,
): Directory[] {
  const found = roots.flatMap((root) => listBelow(root, DEPTH));
  return found.slice(0, MOST).flatMap((folder) => {
    const described = describeFolder(folder);
    const isInstalled = installed.has(folder);
    return described ? [{ path: folder, ...described, isInstalled }] : [];
  });
}

/**
 * The real path of a folder that somebody wants to install. Links that lead out of the roots don't count as below them.
 *
 * @throws BackendError `MANAGE_DIRECTORY_FORBIDDEN`
 */
export function allowDirectory(
  folder: string,
  roots: readonly string[],
): string {
  const real = path.isAbsolute(folder) ? realPath(folder) : undefined;
  const isBelow = roots.some((root) => {
    const realRoot = realPath(root);
    return (
      real !== undefined &&
      realRoot !== undefined &&
      real.startsWith(`${realRoot}${path.sep}`)
    );
  });
  if (real !== undefined && isBelow && statSync(real).isDirectory())
    return real;
  throw new BackendError(
    "MANAGE_DIRECTORY_FORBIDDEN",
    `${folder} is no folder below those that plugins may be installed from.`,
    {
      hint:
        roots.length > 0
          ? `Put it below ${roots.join(" or ")}.`
          : "dynamicPlugins.management.directories in app-config.yaml lists such folders; there are none.",
    },
  );
}

/** The package's, or the folder's own where it tells none. */
export function nameOfFolder(folder: string): string {
  return describeFolder(folder)?.name ?? folder;
}

function listBelow(folder: string, depth: number): string[] {
  const real = realPath(folder);
  if (real === undefined || depth === 0) return [];
  const entries = readdirSafely(real).sort();
  return entries.flatMap((name) => {
    const below = path.join(real, name);
    return describeFolder(below) ? [below] : listBelow(below, depth - 1);
  });
}

function readdirSafely(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** What the manifest in a folder says; undefined where there is none. */
export function describeFolder(
  folder: string,
): Pick<Directory, "name" | "version" | "description"> | undefined {
  try {
    const text = readFileSync(path.join(folder, "package.json"), "utf8");
    const { name, version, description } = JSON.parse(text) as Record<
      string,
      unknown
    >;
    if (typeof name !== "string") return undefined;
    return {
      name,
      ...(typeof version === "string" && { version }),
      ...(typeof description === "string" && { description }),
    };
  } catch {
    return undefined;
  }
}

function realPath(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined;
  }
}
