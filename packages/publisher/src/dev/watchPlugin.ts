import { rm } from "node:fs/promises";
import path from "node:path";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import { objectOf, type Side, textOf } from "../source/Manifest.ts";
import { readPluginFolder } from "../source/readPluginFolder.ts";
import { requireSide } from "../source/requireSide.ts";
import { BackendBuilds } from "./BackendBuilds.ts";
import type { Builds, DevListener } from "./Builds.ts";
import { FrontendBuilds } from "./FrontendBuilds.ts";
import { packStage } from "./packStage.ts";
import { watchFiles } from "./watchFiles.ts";

export interface WatchedPlugin {
  readonly name: string;
  readonly version: string;
  readonly side: Side;
  readonly pluginId: string | undefined;
  /** The newest version that could be built, as a folder to install. Absolute. */
  readonly stage: string;
  /** The same as a tarball; a frontend's container has another name in each. */
  pack(): Promise<Buffer>;
  stop(): Promise<void>;
}

/**
 * Builds the package in `folder` into a folder below `out`, now and whenever something of it changes, until it is stopped.
 *
 * @throws PublishError `PUBLISH_MANIFEST_UNREADABLE`, `PUBLISH_ROLE_INVALID`: these at once, others go to the listener
 */
export async function watchPlugin(
  folder: string,
  out: string,
  listener: DevListener,
): Promise<WatchedPlugin> {
  const plugin = await readPluginFolder(folder);
  const side = requireSide(plugin);
  const { dir, manifest, label } = plugin;
  const stage = path.resolve(out, label.replaceAll("/", "+"));
  await rm(stage, { recursive: true, force: true });
  const builds =
    side === "frontend"
      ? new FrontendBuilds(dir, stage, listener)
      : new BackendBuilds(dir, stage);
  let work = Promise.resolve();
  const build = (changed?: readonly string[]) => {
    work = work.then(() => tryBuild(builds, changed, listener));
  };
  const endWatching = await watchFiles(dir, build);
  build();
  return {
    name: label,
    version: textOf(manifest["version"]) ?? "0.0.0",
    side,
    pluginId: textOf(objectOf(manifest["backstage"])?.["pluginId"]),
    stage,
    pack: () => packStage(stage),
    async stop() {
      builds.stop();
      await endWatching();
      await work;
      // What was just about to start did.
      builds.stop();
    },
  };
}

async function tryBuild(
  builds: Builds,
  changed: readonly string[] | undefined,
  { onBuilt, onFailed }: DevListener,
): Promise<void> {
  try {
    const built = await builds.build(changed);
    if (built) onBuilt(built);
  } catch (error) {
    const { findings = [] } = error as { findings?: readonly ErrorReport[] };
    const report = reportError(error, "PUBLISH_BUILD_FAILED");
    onFailed(findings.length > 0 ? findings : [report]);
  }
}
