import { rename } from "node:fs/promises";
import type { TreeFile } from "../fetch/FetchedPlugin.ts";
import type { PackageTraits } from "../store/LinkStore.ts";
import { placeFiles } from "../store/placeFiles.ts";

interface ContentPlace {
  readonly dir: string;
  readonly files: readonly TreeFile[];
  readonly traits: PackageTraits;
  /** Only this content knows the folder: it may be moved. */
  readonly isStaged: boolean;
}

/** A package's files, to be put into any number of links. The first one gets staged files themselves. */
export class PackageContent {
  readonly files: readonly TreeFile[];
  readonly traits: PackageTraits;
  #dir: string;
  #isStaged: boolean;
  #last: Promise<void> = Promise.resolve();

  constructor({ dir, files, traits, isStaged }: ContentPlace) {
    this.files = files;
    this.traits = traits;
    this.#dir = dir;
    this.#isStaged = isStaged;
  }

  /** `build` calls `place` for a folder that isn't there yet, and tells where the files are at last. One at a time. */
  use(
    build: (place: (target: string) => Promise<void>) => Promise<string>,
  ): Promise<void> {
    this.#last = this.#last.then(async () => {
      this.#dir = await build((target) => this.#place(target));
    });
    return this.#last;
  }

  async #place(target: string): Promise<void> {
    if (this.#isStaged) await rename(this.#dir, target);
    else placeFiles(this.#dir, this.files, target);
    this.#isStaged = false;
  }
}
