import path from "node:path";
import {
  type BuildAnswer,
  type RunningWatch,
  startWatch,
} from "@flyloft/builder";
import { buildError } from "../build/buildError.ts";
import { remoteRequest, toProblem } from "../build/buildFrontend.ts";
import { planEntries } from "../build/planEntries.ts";
import { textOf } from "../source/Manifest.ts";
import {
  type PluginFolder,
  readPluginFolder,
} from "../source/readPluginFolder.ts";
import { BUILD_MARK } from "./packStage.ts";
import { stagePlugin } from "./stagePlugin.ts";
import type { Builds, DevBuild, DevListener } from "./Builds.ts";

/** Keeps a compiler that watches the code by itself, and stages what is beside the code. */
export class FrontendBuilds implements Builds {
  readonly #dir: string;
  readonly #stage: string;
  readonly #listener: DevListener;
  #watch: RunningWatch | undefined;
  #isCodeBuilt = false;

  constructor(dir: string, stage: string, listener: DevListener) {
    this.#dir = dir;
    this.#stage = stage;
    this.#listener = listener;
  }

  async build(
    changed: readonly string[] | undefined,
  ): Promise<DevBuild | undefined> {
    const isCode = changed?.every((file) => file.startsWith("src/")) ?? false;
    if (isCode && this.#watch) return undefined;
    const folder = await readPluginFolder(this.#dir);
    const isBegun = changed !== undefined && !changed.includes("package.json");
    const entries = planEntries(folder, "frontend");
    await stagePlugin(folder, this.#stage, { entries, bundled: [] });
    if (this.#watch && isBegun) {
      const isSchema = changed.includes(schemaOf(folder) ?? "");
      return isSchema && this.#isCodeBuilt ? { isWhole: true } : undefined;
    }
    this.stop();
    await this.#start(folder, entries);
    return undefined;
  }

  stop(): void {
    this.#watch?.stop();
    this.#watch = undefined;
  }

  async #start(
    folder: PluginFolder,
    entries: ReturnType<typeof planEntries>,
  ): Promise<void> {
    const { label } = folder;
    const outDir = path.join(this.#stage, "dist");
    const name = label.replace(/^@/, "").replaceAll(/\W+/g, "_");
    const fail = (problems: Parameters<typeof buildError>[1]) => {
      this.#isCodeBuilt = false;
      this.#listener.onFailed(buildError(label, problems).findings);
    };
    let isWhole = true;
    const remote = remoteRequest(folder, entries, outDir);
    this.#watch = await startWatch(
      {
        kind: "watch",
        containerName: name + BUILD_MARK,
        ...remote,
        // Portals give it all; nobody else loads this.
        shared: remote.shared.map((one) => ({ ...one, isSpare: false })),
      },
      {
        onAnswer: (answer: BuildAnswer) => {
          if (answer.status === "failed") {
            return fail(answer.problems.map(toProblem));
          }
          this.#isCodeBuilt = true;
          this.#listener.onBuilt({ isWhole });
          isWhole = false;
        },
        onCrash: (detail) => {
          // The next change starts another one.
          this.#watch = undefined;
          fail([{ message: `the builder ended (${detail})` }]);
        },
      },
    );
  }
}

function schemaOf({ manifest }: PluginFolder): string | undefined {
  return textOf(manifest["configSchema"])?.replace(/^\.\//, "");
}
