import { BackendError } from "../../errors.ts";
import type { Generation, GenerationPlugin } from "../Generation.ts";
import type { DesiredRow } from "./DesiredState.ts";

/** A plugin of the running generation that something is to be done with. */
export interface PluginTarget {
  readonly plugin: GenerationPlugin;
  /** All that are beside it. */
  readonly others: readonly GenerationPlugin[];
  readonly name: string;
  readonly key: string;
}

/** @throws BackendError `MANAGE_PLUGIN_UNKNOWN` */
export function findTarget(
  { plugins }: Generation,
  name: string,
): PluginTarget {
  const plugin = plugins.find(({ report }) => report.name === name);
  if (!plugin?.key) {
    throw new BackendError(
      "MANAGE_PLUGIN_UNKNOWN",
      `There is no plugin ${name} in the running generation.`,
      { hint: "`flyloft list` shows those that are there.", plugin: name },
    );
  }
  const others = plugins.filter((each) => each !== plugin);
  return { plugin, others, name, key: plugin.key };
}

/** @throws BackendError `MANAGE_LOCKED` where the file says that nobody may change it */
export function refuseLocked({ plugin, name }: PluginTarget): void {
  const { origin } = plugin.report;
  if (!origin?.isLocked) return;
  throw new BackendError(
    "MANAGE_LOCKED",
    `${name} is locked in the configuration and can't be changed here.`,
    {
      hint: "Change its entry there, or remove `locked: true` from it.",
      plugin: name,
      place: origin.place,
    },
  );
}

/** @throws BackendError `MANAGE_BUILT_IN`, `MANAGE_COMES_WITH`, `MANAGE_IN_FILE` */
export function refuseUninstall(
  { plugin, name }: PluginTarget,
  row: DesiredRow | undefined,
  host: string | undefined,
): void {
  const { origin, isBuiltIn } = plugin.report;
  if (isBuiltIn) {
    throw new BackendError(
      "MANAGE_BUILT_IN",
      `${name} came with the portal and can't be uninstalled.`,
      { hint: "Disable it: then it uses nothing.", plugin: name },
    );
  }
  if (host !== undefined && row?.reference === undefined) {
    throw new BackendError(
      "MANAGE_COMES_WITH",
      `${name} comes with ${host} and can't be uninstalled alone.`,
      { hint: `Disable it, or uninstall ${host}.`, plugin: name },
    );
  }
  if (origin?.kind !== "administrator") {
    throw new BackendError(
      "MANAGE_IN_FILE",
      `${name} is in the portal's configuration, which is not changed from here.`,
      {
        hint: "Remove its entry there, or disable it here.",
        plugin: name,
        place: origin?.place,
      },
    );
  }
}
