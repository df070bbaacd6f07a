import { readdirSync, statSync } from "node:fs";
import path from "node:path";

/** One file that may be served. */
export interface Asset {
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * The files of a folder, listed once: only what the list holds is served, so no spelling of a path leaves the folder.
 * Links are not followed.
 */
export class AssetFolder {
  readonly #dir: string;
  #assets: Map<string, Asset> | undefined;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** `name` is relative, with `/`. */
  find(name: string): Asset | undefined {
    this.#assets ??= this.#list();
    return this.#assets.get(name);
  }

  #list(): Map<string, Asset> {
    const assets = new Map<string, Asset>();
    for (const entry of readFolder(this.#dir)) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const { size, mtimeMs } = statSync(file);
      const name = path.relative(this.#dir, file).split(path.sep).join("/");
      assets.set(name, { file, size, mtimeMs });
    }
    return assets;
  }
}

function readFolder(dir: string) {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
