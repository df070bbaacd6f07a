import { PluginStore, removeTrees } from "@flyloft/installer";
import type { Job } from "@flyloft/management";
import type { Generation, GenerationPlugin } from "../Generation.ts";
import type { Portal } from "../Portal.ts";
import type { DesiredStore } from "./DesiredStore.ts";
import { dropPluginData } from "./dropPluginData.ts";
import { MANAGER_ID } from "./ManagementDatabase.ts";
import type { PluginTarget } from "./PluginTarget.ts";
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
  const gone = [plugin, ...along];
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
    finish: (tell) => removeAll(gone, parts, tell),
  };
}

async function removeAll(
  gone: readonly GenerationPlugin[],
  parts: UninstallParts,
  tell: Tell,
): Promise<NonNullable<Job["warnings"]>> {
  const { portal, uploads } = parts;
  tell({
    stage: "drain",
    text: "Waiting for requests of the earlier generation",
  });
  await portal.earlierEnded();
  tell({ stage: "remove", text: "Removing tables and files" });
  const leftovers = await dropAll(gone, parts);
  const { ownStore } = portal.newest;
  if (ownStore) {
    const used = treesOf(portal.current.generation.plugins);
    const trees = [...treesOf(gone)].filter((tree) => !used.has(tree));
    await removeTrees(new PluginStore(ownStore), trees);
  }
  for (const { report } of gone) {
    if (report.source === "archive") uploads.remove(report.reference);
  }
  return leftovers.map((message) => ({
    code: "MANAGE_DATA_LEFT",
    message,
    hint: "Remove them by hand where nothing else needs them.",
  }));
}

async function dropAll(
  gone: readonly GenerationPlugin[],
  { portal, store }: UninstallParts,
): Promise<readonly string[]> {
  const leftovers: string[] = [];
  const taken = new Set([
    ...OWN_IDS,
    ...portal.current.prepared.plugins.flatMap(({ pluginId, parts }) =>
      parts.backend && pluginId ? [pluginId] : [],
    ),
  ]);
  for (const plugin of gone) {
    const pluginId = await idOf(plugin, store);
    // A module has no tables of its own: they are its plugin's.
    if (pluginId === undefined || taken.has(pluginId)) continue;
    const leftover = await dropPluginData(portal.newest.config, pluginId).catch(
      (error: Error) =>
        `The tables of ${pluginId} could not be removed: ${error.message}`,
    );
    if (leftover !== undefined) leftovers.push(leftover);
  }
  return leftovers;
}

async function idOf(
  { report, facts, kept }: GenerationPlugin,
  store: DesiredStore,
): Promise<string | undefined> {
  const known = facts ?? kept?.facts;
  const isPlugin = known?.role === undefined || known.role === "backend-plugin";
  if (!report.parts.backend || !isPlugin) return undefined;
  return known?.pluginId ?? (await store.pluginIdOf(report.name));
}

function treesOf(plugins: readonly GenerationPlugin[]): Set<string> {
  return new Set(
    plugins.flatMap(({ tree, madeOf }) =>
      [tree, madeOf].filter((each) => each !== undefined),
    ),
  );
}
