import { duplicatePlugin } from "../duplicatePlugin.ts";
import { BackendError } from "../errors.ts";
import type { Member, Unit } from "./Unit.ts";

/** A member that can't take part, and why. */
interface Refusal {
  readonly source: string;
  readonly error: BackendError;
}

export interface Grouping {
  readonly units: readonly Unit[];
  readonly refusals: readonly Refusal[];
}

/**
 * Puts each plugin together with its modules. An id is for the package that `entitled` names, whatever the order; else
 * the first of two plugins with one id stays. The others are refused, as is a module whose plugin is not there.
 */
export function groupUnits(
  members: readonly Member[],
  entitled: (pluginId: string) => string | undefined = () => undefined,
): Grouping {
  const owners = new Map<string, Member>();
  const refusals: Refusal[] = [];
  for (const member of members) {
    const { pluginId, moduleId } = member;
    if (moduleId !== undefined) continue;
    const owner = owners.get(pluginId)?.source;
    const first = entitled(pluginId) ?? owner ?? member.source;
    if (first !== member.source || owner) {
      refusals.push({
        source: member.source,
        error: duplicatePlugin(member.source, member.pluginId, first),
      });
    } else owners.set(pluginId, member);
  }
  const modules = members.filter(({ moduleId }) => moduleId !== undefined);
  for (const module of modules) {
    if (!owners.has(module.pluginId)) refusals.push(orphan(module));
  }
  const units = [...owners.values()].map((owner) => ({
    pluginId: owner.pluginId,
    members: [
      owner,
      ...modules.filter(({ pluginId }) => pluginId === owner.pluginId),
    ],
  }));
  return { units, refusals };
}

function orphan({ source, pluginId, moduleId }: Member): Refusal {
  return {
    source,
    error: new BackendError(
      "COMPOSE_PLUGIN_MISSING",
      `${source} is the module '${moduleId}' of the plugin '${pluginId}', which this portal doesn't have.`,
      {
        hint: `Install and enable the plugin '${pluginId}', or disable this module.`,
        plugin: source,
      },
    ),
  };
}
