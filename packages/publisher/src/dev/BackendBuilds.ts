import { buildBackend } from "../build/buildBackend.ts";
import { planEntries } from "../build/planEntries.ts";
import { readPluginFolder } from "../source/readPluginFolder.ts";
import { stagePlugin } from "./stagePlugin.ts";
import type { Builds, DevBuild } from "./Builds.ts";

/** Bundles a backend anew with every change, which takes no longer than to find out what changed. */
export class BackendBuilds implements Builds {
  readonly #dir: string;
  readonly #stage: string;
  /** What couldn't be staged is staged with the next change, whatever that is. */
  #isStaged = false;

  constructor(dir: string, stage: string) {
    this.#dir = dir;
    this.#stage = stage;
  }

  async build(changed: readonly string[] | undefined): Promise<DevBuild> {
    const isCode = changed?.every((file) => file.startsWith("src/")) ?? false;
    const folder = await readPluginFolder(this.#dir);
    const entries = planEntries(folder, "backend");
    const bundled = await buildBackend(folder, entries, this.#stage);
    const isWhole = !isCode || !this.#isStaged;
    if (isWhole) {
      this.#isStaged = false;
      await stagePlugin(folder, this.#stage, { entries, bundled });
      this.#isStaged = true;
    }
    return { isWhole };
  }

  stop(): void {
    // Nothing runs between two builds.
  }
}
