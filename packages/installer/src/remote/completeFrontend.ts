import type { ErrorReport } from "@flyloft/plugin-core";
import { reportError } from "@flyloft/plugin-core";
import type { Run } from "../createRun.ts";
import { linkPackage, resolveTree } from "../dependencies/linkPackage.ts";
import type { InstalledPlugin } from "../install/InstalledPlugin.ts";
import type { StoredPackage } from "../store/StoredPackage.ts";
import { buildPackageRemote } from "./buildPackageRemote.ts";
import type { RemoteIdentity, StagedRemote } from "./RemoteCache.ts";
import { remoteKey } from "./remoteKey.ts";
import { storeRemote } from "./storeRemote.ts";

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
  return {
    ...installed,
    facts: {
      ...stored.facts,
      pluginPackages: installed.facts.pluginPackages,
      supportedVersions: installed.facts.supportedVersions,
    },
    tree: stored.tree,
    dir: stored.dir,
    dependencies: id,
    warnings: [...installed.warnings, ...warnings],
  };
}

async function makeRemote(
  installed: InstalledPlugin,
  key: string,
  run: Run,
): Promise<CompletedRemote> {
  const { name, version } = installed.facts;
  const identity = { key, name, version };
  const pulled = await pull(identity, run);
  if (pulled.remote) {
    const stored = await storeRemote(pulled.remote, {
      identity,
      installed,
      run,
    });
    return { stored, warnings: [] };
  }
  const linked = await linkPackage(installed, "frontend", run);
  const built = await buildPackageRemote({ installed, linked, run });
  // Promotion takes the folder away, so the cache is given its copy first.
  const refusal = await push(identity, built.remote, run);
  const stored = await storeRemote(built.remote, { identity, installed, run });
  return {
    stored,
    warnings: [...pulled.warnings, ...built.warnings, ...refusal],
  };
}

/** A cache that doesn't answer costs a build, not the plugin. */
async function pull(
  wanted: RemoteIdentity,
  { workshop, store }: Run,
): Promise<{
  readonly remote: StagedRemote | undefined;
  readonly warnings: readonly ErrorReport[];
}> {
  try {
    const cache = await workshop.cache();
    const remote = await cache?.pull(wanted, () => store.stagingDir());
    return { remote, warnings: [] };
  } catch (error) {
    const warning = reportError(error, "INSTALL_REMOTE_CACHE");
    return { remote: undefined, warnings: [warning] };
  }
}

async function push(
  identity: RemoteIdentity,
  remote: StagedRemote,
  { workshop }: Run,
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
