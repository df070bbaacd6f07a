import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { InstallerError } from "../errors.ts";
import { bootId } from "./bootId.ts";
import { explainUnwritable } from "./explainUnwritable.ts";
import { isTreeIntact } from "./isTreeIntact.ts";
import { createStagingDir, sweepStaging } from "./staging.ts";
import { sync, syncTree } from "./syncTree.ts";
import {
  type DigestRecord,
  FILES_FILE,
  MARKER_FILE,
  type Promotion,
  type StoreMarker,
  type StoredPackage,
} from "./StoredPackage.ts";

export interface StoreOptions {
  /** Check every file's hash on each `find`, not only after the machine has started anew. */
  readonly checkAlways?: boolean;
  /** Change nothing on disk: packages are taken as they are, unchecked. */
  readonly readOnly?: boolean;
}

/**
 * Packages on disk, each in a folder named by the hash of its files. A folder is there completely or not at all: it
 * gets its name by one rename. There is no lock; of several processes that install the same, one rename wins.
 */
export class PluginStore {
  readonly root: string;
  readonly #boot = bootId();
  readonly #options: StoreOptions;

  constructor(root: string, options: StoreOptions = {}) {
    this.root = path.resolve(root);
    this.#options = options;
  }

  /** Makes the folders and sweeps what killed processes left. Throws INSTALL_STORE_UNWRITABLE. */
  async prepare(): Promise<void> {
    await this.#writing(async () => {
      for (const folder of [
        "packages",
        "digests",
        "links",
        "trees",
        "staging",
      ]) {
        const dir = path.join(this.root, folder);
        await mkdir(dir, { recursive: true }).catch((error: unknown) => {
          throw explainUnwritable(dir, error);
        });
      }
    });
    await this.sweep();
  }

  /** Removes what killed processes left half done. Nothing that lives is touched. */
  async sweep(): Promise<void> {
    await sweepStaging(path.join(this.root, "staging"));
  }

  /** The package that a digest (or another key) stands for, or undefined where it isn't there, complete and unchanged. */
  async find(key: string): Promise<StoredPackage | undefined> {
    const record = readJson<DigestRecord>(this.#recordFile(key));
    if (!record || record.key !== key) return undefined;
    const { boot, ...known } = record;
    const dir = this.packageDir(record.tree);
    const marker = readJson<StoreMarker>(path.join(dir, MARKER_FILE));
    if (!marker || marker.tree !== record.tree) return undefined;
    if (this.#isCheckDue(boot)) {
      if (!(await isTreeIntact(dir, record.tree))) {
        await this.#quarantine(record.tree);
        return undefined;
      }
      // A store that can't be written is checked again next time, which is all that is lost.
      await this.#remember(known).catch(() => undefined);
    }
    return { ...known, dir, facts: marker.facts };
  }

  #isCheckDue(boot: string): boolean {
    const { readOnly = false, checkAlways = false } = this.#options;
    return !readOnly && (checkAlways || boot !== this.#boot);
  }

  stagingDir(): Promise<string> {
    return this.#writing(() =>
      createStagingDir(path.join(this.root, "staging")),
    );
  }

  /**
   * Gives a staged package its place, and returns that. All of it is on the disk before it gets its name, so that a power
   * cut leaves none in parts. Throws INSTALL_STORE_UNWRITABLE or INSTALL_FAILED.
   */
  async promote({ dir, tree, files, facts }: Promotion): Promise<string> {
    const target = this.packageDir(tree);
    await this.#writing(async () => {
      const marker: StoreMarker = { tree, facts };
      await writeFile(path.join(dir, FILES_FILE), JSON.stringify(files));
      await writeFile(path.join(dir, MARKER_FILE), JSON.stringify(marker));
      const own = [FILES_FILE, MARKER_FILE];
      await syncTree(dir, [...files.map(({ path }) => path), ...own]);
      await rename(dir, target).catch(async (error: NodeJS.ErrnoException) => {
        const lost = error.code === "ENOTEMPTY" || error.code === "EEXIST";
        if (!lost) throw error;
        if (await isTreeIntact(target, tree)) return;
        await this.#quarantine(tree);
        await rename(dir, target);
      });
      await sync(path.dirname(target));
    });
    return target;
  }

  /** From now on `find(record.key)` answers. */
  async remember(record: Omit<DigestRecord, "boot">): Promise<void> {
    await this.#writing(() => this.#remember(record));
  }

  packageDir(tree: string): string {
    return path.join(this.root, "packages", tree);
  }

  async #remember(record: Omit<DigestRecord, "boot">): Promise<void> {
    const file = this.#recordFile(record.key);
    const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
    const complete: DigestRecord = { ...record, boot: this.#boot };
    await writeFile(temporary, JSON.stringify(complete), { flush: true });
    await rename(temporary, file);
    await sync(path.dirname(file));
  }

  /** Out of the way, but kept for whoever wants to see what had changed. */
  async #quarantine(tree: string): Promise<void> {
    const folder = path.join(this.root, "quarantine");
    await this.#writing(async () => {
      await mkdir(folder, { recursive: true });
      await rm(path.join(folder, tree), { recursive: true, force: true });
      await rename(this.packageDir(tree), path.join(folder, tree));
    });
  }

  #recordFile(key: string): string {
    const readable = encodeURIComponent(key);
    const name =
      readable.length <= 180
        ? readable
        : createHash("sha256").update(key).digest("hex");
    return path.join(this.root, "digests", `${name}.json`);
  }

  async #writing<Result>(write: () => Promise<Result>): Promise<Result> {
    try {
      return await write();
    } catch (cause) {
      if (cause instanceof InstallerError) throw cause;
      throw storeError(this.root, cause as NodeJS.ErrnoException);
    }
  }
}

const UNWRITABLE = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"]);

function storeError(
  root: string,
  cause: NodeJS.ErrnoException,
): InstallerError {
  const unwritable = UNWRITABLE.has(cause.code ?? "");
  return new InstallerError(
    unwritable ? "INSTALL_STORE_UNWRITABLE" : "INSTALL_FAILED",
    `The plugin store ${root} can't be written: ${cause.message}`,
    {
      hint: unwritable
        ? `Make ${root} writable for this user, or set dynamicPlugins.store to another folder.`
        : `Check the space and the health of the disk that holds ${root}.`,
      cause,
    },
  );
}

/** Synchronous: a start reads two small files per plugin, and passing each to another thread would cost more. */
function readJson<Content>(file: string): Content | undefined {
  try {
    // The store's own files; damage shows as an entry that isn't there.
    return JSON.parse(readFileSync(file, "utf8")) as Content;
  } catch {
    return undefined;
  }
}
