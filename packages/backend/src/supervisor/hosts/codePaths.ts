import { existsSync, readdirSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const ownRequire = createRequire(import.meta.url);

/**
 * Where the portal's own code and its dependencies are: the `node_modules` folders that this package finds things in,
 * and the portal's packages where these are links, as in a checkout. Links resolved.
 */
export function codePaths(): readonly string[] {
  const folders = (ownRequire.resolve.paths("x") ?? []).filter(
    (dir) => path.basename(dir) === "node_modules" && existsSync(dir),
  );
  const own = folders
    .map((dir) => path.join(dir, "@flyloft"))
    .filter((dir) => existsSync(dir))
    .flatMap((dir) => readdirSync(dir).map((name) => path.join(dir, name)));
  return unnested([...folders, ...own].map((dir) => realpathSync(dir)));
}

/** Without those that lie in another one. */
export function unnested(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].filter(
    (inner) => !paths.some((outer) => inner.startsWith(`${outer}/`)),
  );
}
