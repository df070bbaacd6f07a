import { formatPlace } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import type { CollectContext } from "./collectEntries.ts";
import { createRequest } from "./createRequest.ts";
import type { DesiredPlugin } from "./DesiredPlugin.ts";
import { builtInName } from "./desiredKey.ts";
import type { EntryFailure } from "./EntryFailure.ts";
import { overlayEntry, overlayRequest, placeOfRow } from "./overlayEntry.ts";
import type { ParsedEntry } from "./parseEntry.ts";
import type { PluginRequest } from "./PluginRequest.ts";
import { requestKey } from "./requestKey.ts";

export interface Joining extends CollectContext {
  /** Of the files, by key. */
  readonly entries: ReadonlyMap<string, ParsedEntry>;
  /** Keys of all that the files name. */
  readonly named: ReadonlySet<string>;
}

export interface JoinedEntries {
  readonly requests: readonly PluginRequest[];
  readonly failures: readonly EntryFailure[];
  /** Changes of plugins that aren't among the requests. */
  readonly left: readonly DesiredPlugin[];
}

/**
 * The entries of the files and then those that administrators added, each followed by what comes along with it. What has
 * an entry of its own is only that.
 */
export function joinEntries(joining: Joining): JoinedEntries {
  const { entries, named, rows } = joining;
  const failures: EntryFailure[] = [];
  const left = new Map([...rows].filter(([key]) => !named.has(key)));
  const added: ParsedEntry[] = [];
  for (const [key, row] of left) {
    const { reference } = row;
    if (reference === undefined) continue;
    left.delete(key);
    try {
      added.push(addEntry({ ...row, reference }, joining));
    } catch (error) {
      if (!(error instanceof InstallerError)) throw error;
      const { plugin: text = key } = error;
      failures.push({ text, request: undefined, required: false, error });
    }
  }
  const own = new Map<string, PluginRequest>();
  const all = [...entries.values(), ...added].filter(({ request }) => {
    const error = refuseSecond(request, own.get(requestKey(request)));
    if (!error) own.set(requestKey(request), request);
    else failures.push({ text: request.text, request, required: false, error });
    return !error;
  });
  const seen = new Set(own.keys());
  const requests = all.flatMap(({ request, companions }) => [
    request,
    ...companions.flatMap((companion) => {
      const key = requestKey(companion);
      if (seen.has(key)) return [];
      seen.add(key);
      const row = left.get(companion.key);
      left.delete(companion.key);
      return [row ? overlayRequest(companion, row, joining) : companion];
    }),
  ]);
  return { requests, failures, left: [...left.values()] };
}

/** A plugin that no file names. */
function addEntry(
  row: DesiredPlugin & { readonly reference: string },
  joining: Joining,
): ParsedEntry {
  const { overlay, compatibility, isolation } = joining;
  const { baseDir, builtInDir } = overlay;
  const place = placeOfRow(row);
  const created = createRequest(row.reference, { baseDir, place });
  const request: PluginRequest = {
    ...created,
    key: row.key,
    compatibility,
    isolation,
    isBuiltIn: builtInName(created, builtInDir) !== undefined,
    origin: { kind: "administrator", isLocked: false, isChanged: false, place },
  };
  return overlayEntry({ request, companions: [], unset: [] }, row, joining);
}

function refuseSecond(
  { text, place }: PluginRequest,
  earlier: PluginRequest | undefined,
): InstallerError | undefined {
  if (!earlier) return undefined;
  return new InstallerError(
    "CONFIG_DUPLICATE_PLUGIN",
    `${text} is there twice: ${formatPlace(earlier.place)} and ${formatPlace(place)}`,
    {
      hint: "Uninstall one of them; the first one is used meanwhile.",
      plugin: text,
      place,
    },
  );
}
