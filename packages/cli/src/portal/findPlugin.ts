import type { ManagedPlugin, ManagementClient } from "@flyloft/management";
import { nearestName } from "@flyloft/plugin-core";
import { CommandError } from "../errors.ts";
import { ask } from "./ask.ts";

interface Named {
  readonly name: string;
  readonly reference: string;
  readonly pluginId?: string | undefined;
}

/** The plugin of the portal that is meant. */
export async function findPlugin(
  client: ManagementClient,
  given: string,
): Promise<ManagedPlugin> {
  const { items } = await ask(client.GET("/plugins"));
  return choosePlugin(items, given);
}

/**
 * The one plugin that `given` means: by its name or reference, by its name without a scope, by its id, or by as much of
 * its name's beginning or end as no other has.
 *
 * @throws CommandError `COMMAND_PLUGIN_UNKNOWN`, `COMMAND_PLUGIN_AMBIGUOUS`
 */
export function choosePlugin<Item extends Named>(
  items: readonly Item[],
  given: string,
): Item {
  for (const isMeant of READINGS) {
    const meant = items.filter((item) => isMeant(item, given));
    if (meant.length > 1) throw ambiguous(meant, given);
    if (meant[0]) return meant[0];
  }
  throw unknown(items, given);
}

const READINGS: readonly ((item: Named, given: string) => boolean)[] = [
  ({ name, reference }, given) => name === given || reference === given,
  ({ name }, given) => bareName(name) === given,
  ({ pluginId }, given) => pluginId === given,
  ({ name }, given) =>
    [name, bareName(name)].some((each) => each.startsWith(given)) ||
    // A folder's name is its path until the plugin was enabled once.
    [`-${given}`, `/${given}`].some((end) => name.endsWith(end)),
];

/** The name without its scope. */
export function bareName(name: string): string {
  return name.slice(name.startsWith("@") ? name.indexOf("/") + 1 : 0);
}

function ambiguous(meant: readonly Named[], given: string): CommandError {
  const names = meant.map(({ name }) => name).join(", ");
  return new CommandError(
    "COMMAND_PLUGIN_AMBIGUOUS",
    `'${given}' may be any of ${names}.`,
    { hint: "Write more of the name." },
  );
}

function unknown(items: readonly Named[], given: string): CommandError {
  const names = items.flatMap(({ name, pluginId }) =>
    [name, bareName(name), pluginId].filter((each) => each !== undefined),
  );
  const nearest = nearestName(given, names);
  return new CommandError(
    "COMMAND_PLUGIN_UNKNOWN",
    `The portal has no plugin '${given}'.`,
    {
      hint: nearest
        ? `Did you mean '${nearest}'? flyloft list names them all.`
        : "flyloft list names them all.",
    },
  );
}
