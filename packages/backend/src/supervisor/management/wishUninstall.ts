import { randomUUID } from "node:crypto";
import { PluginStore, removeTrees } from "@flyloft/installer";
import type { Job } from "@flyloft/management";
import type { Generation, GenerationPlugin } from "../Generation.ts";
import type { Portal } from "../Portal.ts";
import type { DesiredStore } from "./DesiredStore.ts";
import { dropPluginData } from "./dropPluginData.ts";
import { MANAGER_ID } from "./ManagementDatabase.ts";
import type { PluginTarget } from "./PluginTarget.ts";
import type { Removal } from "./Removal.ts";
import type { Uploads } from "./Uploads.ts";
import type { Tell, Wish } from "./Wish.ts";

/** Plugins of the portal itself. */
const OWN_IDS = ["auth", "catalog", "permission", MANAGER_ID];

export interface UninstallParts {
  readonly portal: Portal;
  readonly store: DesiredStore;
  readonly uploads: Uploads;
}

/**
 * First the plugin and what came along with it are gone from the running portal; when nothing of earlier generations runs
 * any more, their tables and their files are removed.
 */
export function wishUninstall(
  target: PluginTarget,
  generation: Generation,
  parts: UninstallParts,
): Wish {
  const { name, key, plugin } = target;
  const along = generation.plugins.filter(({ comesWith }) => comesWith === key);
  const removal = { id: randomUUID(), gone: [plugin, ...along] };
  return {
    kind: "uninstall",
    plugin: name,
    key,
    alsoRemoved: along.flatMap((each) => each.key ?? []),
    mustWork: false,
    next: () => null,
    summarize: () =>
      [plugin.report.version, ...along.map(({ report }) => report.name)]
        .filter((text) => text !== undefined)
        .join(", with "),
    removal,
    finish: (tell) => finishRemoval(removal, parts, tell),
  };
}

/** Once it resolves nothing is to be removed any more; what can't be is told. */
export async function finishRemoval(
  removal: Removal,
  parts: UninstallParts,
  tell: Tell,
): Promise<NonNullable<Job["warnings"]>> {
  const { portal, store } = parts;
  tell({
    stage: "drain",
    text: "Waiting for requests of the earlier generation",
  });
  await portal.earlierEnded();
  tell({ stage: "remove", text: "Removing tables and files" });
  // One that is being installed meanwhile may be the same plugin.
  const leftovers = await portal.alone(() => removeNow(removal.gone, parts));
  await store.finished(removal);
  return leftovers.map((message) => ({
    code: "MANAGE_DATA_LEFT",
    message,
    hint: "Remove them by hand where nothing else needs them.",
  }));
}

async function removeNow(
  gone: readonly GenerationPlugin[],
  parts: UninstallParts,
): Promise<readonly string[]> {
  const { portal, uploads } = parts;
  const leftovers = await dropAll(gone, parts);
  const { ownStore } = portal.newest;
  if (ownStore) {
    const used = treesOf(portal.current.generation.plugins);
    const names = gone.map(({ report }) => report.name);
    const trees = [...treesOf(gone), ...portal.treesOf(names)].filter(
      (tree) => !used.has(tree),
    );
    await removeTrees(new PluginStore(ownStore), trees);
  }
  const { plugins } = portal.current.generation;
  const needed = new Set(plugins.map(({ report }) => report.reference));
  for (const { report } of gone) {
    const { source, reference } = report;
    if (source === "archive" && !needed.has(reference)) {
      uploads.remove(reference);
    }
  }
  return leftovers;
}

async function dropAll(
  gone: readonly GenerationPlugin[],
  { portal, store }: UninstallParts,
): Promise<readonly string[]> {
  const leftovers: string[] = [];
  const owners = await ownersOfIds({ portal, store });
  for (const plugin of gone) {
    // A module has no tables of its own: they are its plugin's.
    if (!factsOf(plugin) || !isPlugin(plugin)) continue;
    const pluginId = await idOf(plugin, store);
    if (pluginId === undefined) continue;
    const owner = owners.get(pluginId);
    const leftover = owner
      ? `The tables of ${pluginId} stay: they are ${owner}'s as well.`
      : await dropPluginData(portal.newest.config, pluginId).catch(
          (error: Error) =>
            `The tables of ${pluginId} could not be removed: ${error.message}`,
        );
    if (leftover !== undefined) leftovers.push(leftover);
  }
  return leftovers;
}

/**
 * Packages say themselves which plugin they are. What another one is that is there is not theirs, also where that one is
 * disabled or fails.
 */
async function ownersOfIds({
  portal,
  store,
}: Pick<UninstallParts, "portal" | "store">): Promise<
  ReadonlyMap<string, string>
> {
  const { generation } = portal.current;
  const found = new Map(OWN_IDS.map((id) => [id, "the portal"]));
  for (const plugin of generation.plugins) {
    const id = isPlugin(plugin) ? await idOf(plugin, store) : undefined;
    if (id !== undefined) found.set(id, plugin.report.name);
  }
  return found;
}

function factsOf({ facts, kept }: GenerationPlugin) {
  return facts ?? kept?.facts;
}

/** One that fails may be: nothing is known of it. */
function isPlugin(plugin: GenerationPlugin): boolean {
  const { role, parts } = factsOf(plugin) ?? {};
  const isBackend = parts === undefined || parts.backend;
  return isBackend && (role === undefined || role === "backend-plugin");
}

async function idOf(
  plugin: GenerationPlugin,
  store: DesiredStore,
): Promise<string | undefined> {
  const { pluginId } = factsOf(plugin) ?? {};
  return pluginId ?? (await store.pluginIdOf(plugin.report.name));
}

function treesOf(plugins: readonly GenerationPlugin[]): Set<string> {
  return new Set(
    plugins.flatMap(({ tree, madeOf }) =>
      [tree, madeOf].filter((each) => each !== undefined),
    ),
  );
}
