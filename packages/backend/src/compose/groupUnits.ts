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
 * Puts each plugin together with its modules. Of two plugins with one id the first stays and the second is refused; a
 * module whose plugin is not there is refused.
 */
export function groupUnits(members: readonly Member[]): Grouping {
  const owners = new Map<string, Member>();
  const refusals: Refusal[] = [];
  for (const member of members) {
    if (member.moduleId !== undefined) continue;
    const owner = owners.get(member.pluginId);
    if (owner) refusals.push(duplicate(member, owner));
    else owners.set(member.pluginId, member);
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

function duplicate({ source, pluginId }: Member, owner: Member): Refusal {
  return {
    source,
    error: new BackendError(
      "COMPOSE_DUPLICATE_PLUGIN",
      `${source} brings the plugin '${pluginId}', which ${owner.source} already is.`,
      { hint: `Disable ${source} or ${owner.source}.`, plugin: source },
    ),
  };
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
