import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { Run } from "../createRun.ts";
import type { WantedPackage } from "../dependencies/PackageContents.ts";
import { nameAt } from "../dependencies/PackageGraph.ts";
import { InstallerError } from "../errors.ts";
import { expandFamilies } from "../families/expandFamilies.ts";
import type { LockEntry } from "../lock/LockEntry.ts";

export interface LockedPlugin {
  readonly request: PluginRequest;
  readonly entry: LockEntry;
}

/** What a mirror has to hold. */
export interface Pieces {
  readonly plugins: readonly LockedPlugin[];
  /** Packages of all trees, each once. Those for other platforms, too: the lockfile is the same everywhere. */
  readonly dependencies: readonly WantedPackage[];
  /** What can't be had because nobody knows what it is. */
  readonly failed: readonly {
    readonly text: string;
    readonly error: InstallerError;
  }[];
}

/** All that the lockfile names of what the configuration names. The run is frozen. */
export async function listPieces(run: Run): Promise<Pieces> {
  const { requests, failures } = await expandFamilies(run);
  const plugins: LockedPlugin[] = [];
  const failed = failures.map(({ text, error }) => ({ text, error }));
  for (const request of requests) {
    const entry = run.lock.get(request.text);
    if (entry) plugins.push({ request, entry });
    else if (request.enabled) {
      failed.push({ text: request.text, error: notLocked(request) });
    }
  }
  return {
    plugins,
    dependencies: await listDependencies(plugins, run),
    failed,
  };
}

async function listDependencies(
  plugins: readonly LockedPlugin[],
  run: Run,
): Promise<readonly WantedPackage[]> {
  const wanted = new Map<string, WantedPackage>();
  for (const { request, entry } of plugins) {
    const { dependencies: id } = entry;
    const tree = id === undefined ? id : await run.dependencies.tree(id);
    for (const [place, locked] of Object.entries(tree?.packages ?? {})) {
      const name = nameAt(place, locked);
      wanted.set(locked.integrity, { request, name, locked });
    }
  }
  return [...wanted.values()];
}

function notLocked({ text, place }: PluginRequest): InstallerError {
  return new InstallerError(
    "MIRROR_NOT_LOCKED",
    `${text} isn't in the lockfile: nobody knows which bytes of it to copy (${formatPlace(place)})`,
    {
      hint: "Start once without `frozen` where its registry can be reached, commit plugins.lock.yaml, and mirror again.",
      plugin: text,
      place,
    },
  );
}
