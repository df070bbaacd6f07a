import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/**
 * Which plugins have their SQLite files in a folder of their own, by id: a sandbox can let a plugin into a folder, but
 * not to a database alone, which comes and goes with files beside it. `ids` are the plugins whose packages tell their
 * id. One whose file lies in the shared folder already stays there.
 */
export function databaseFolders(
  dir: string,
  ids: readonly string[],
): Readonly<Record<string, string>> {
  const known = new Set([...ids, ...foldersIn(dir)]);
  const ready = [...known].filter(
    (id) => !existsSync(path.join(dir, `${id}.sqlite`)),
  );
  return Object.fromEntries(
    ready.sort().map((id) => [id, path.join(dir, id)] as const),
  );
}

function foldersIn(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
