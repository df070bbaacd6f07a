import { rm } from "node:fs/promises";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import type { Run } from "../createRun.ts";
import { linkPackage, resolveTree } from "../dependencies/linkPackage.ts";
import type { InstalledPlugin } from "../install/InstalledPlugin.ts";
import type { StoredPackage } from "../store/StoredPackage.ts";
import { buildPackageRemote } from "./buildPackageRemote.ts";
import type { StagedRemote } from "./RemoteCache.ts";
import { remoteKey } from "./remoteKey.ts";
import { type RemoteOrigin, storeRemote } from "./storeRemote.ts";

interface RemoteJob {
  readonly installed: InstalledPlugin;
  readonly key: string;
  readonly run: Run;
  /** A fresh folder, which is gone when the job is done. */
  stagingDir(): Promise<string>;
}

/** A remote in the store, and what wasn't as it should have been on its way there. */
interface CompletedRemote {
  readonly stored: StoredPackage;
  readonly warnings: readonly ErrorReport[];
}

/**
 * A package with a federated remote in place of one that brings none: from the store, from the cache of remotes, or built
 * now. The rest of the portal sees a package that was exported. Throws INSTALL_BUILD_FAILED or INSTALL_BUILD_LIMIT.
 */
export async function completeFrontend(
  installed: InstalledPlugin,
  run: Run,
): Promise<InstalledPlugin> {
  const { id } = await resolveTree(installed, "frontend", run);
  const { host } = run.options;
  const key = remoteKey({ tree: installed.tree, dependencies: id, host });
  const known = await run.store.find(`remote:${key}`);
  const { stored, warnings } = known
    ? { stored: known, warnings: [] }
    : await run.workshop.once(key, () => makeRemote(installed, key, run));
  const { description, profile, permissions, readme } = installed.facts;
  const { pluginPackages, supportedVersions } = installed.facts;
  return {
    ...installed,
    facts: {
      ...stored.facts,
      description,
      profile,
      permissions,
      readme,
      pluginPackages,
      supportedVersions,
    },
    tree: stored.tree,
    dir: stored.dir,
    madeOf: installed.tree,
    dependencies: id,
    warnings: [...installed.warnings, ...warnings],
  };
}

async function makeRemote(
  installed: InstalledPlugin,
  key: string,
  run: Run,
): Promise<CompletedRemote> {
  const staging: string[] = [];
  const stagingDir = async () => {
    const dir = await run.store.stagingDir();
    staging.push(dir);
    return dir;
  };
  try {
    return await stageRemote({ installed, key, run, stagingDir });
  } finally {
    await Promise.all(
      staging.map((dir) => rm(dir, { recursive: true, force: true })),
    );
  }
}

async function stageRemote({
  key,
  ...job
}: RemoteJob): Promise<CompletedRemote> {
  const { installed, run } = job;
  const { name, version } = installed.facts;
  const identity = { key, name, version };
  const origin = { identity, installed, run };
  const pulled = await pull(origin, job);
  if (pulled.stored) return { stored: pulled.stored, warnings: [] };
  const linked = await linkPackage(installed, "frontend", run);
  const built = await buildPackageRemote({ ...job, linked });
  // Promotion takes the folder away, so the cache is given its copy first.
  const refusal = await push(built.remote, origin);
  const stored = await storeRemote(built.remote, origin);
  return {
    stored,
    warnings: [...pulled.warnings, ...built.warnings, ...refusal],
  };
}

/** A cache that doesn't answer, or holds something else, costs a build, not the plugin. */
async function pull(
  origin: RemoteOrigin,
  { stagingDir }: Pick<RemoteJob, "stagingDir">,
): Promise<{
  readonly stored: StoredPackage | undefined;
  readonly warnings: readonly ErrorReport[];
}> {
  const { identity, run } = origin;
  try {
    const cache = await run.workshop.cache();
    const stored = await cache?.pull(identity, {
      stagingDir,
      accept: (remote) => storeRemote(remote, origin),
    });
    return { stored, warnings: [] };
  } catch (error) {
    const warning = reportError(error, "INSTALL_REMOTE_CACHE");
    return { stored: undefined, warnings: [warning] };
  }
}

async function push(
  remote: StagedRemote,
  { identity, run: { workshop } }: RemoteOrigin,
): Promise<readonly ErrorReport[]> {
  if (!workshop.settings.push) return [];
  try {
    const cache = await workshop.cache();
    await cache?.push(identity, remote);
    return [];
  } catch (error) {
    return [reportError(error, "INSTALL_REMOTE_CACHE")];
  }
}
