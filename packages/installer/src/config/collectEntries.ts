import { formatPlace, parseReference } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import type { ConfigOverlay, DesiredPlugin } from "./DesiredPlugin.ts";
import { desiredKey } from "./desiredKey.ts";
import type { EntryFailure } from "./EntryFailure.ts";
import { overlayEntry } from "./overlayEntry.ts";
import {
  type EntryContext,
  type ParsedEntry,
  entryText,
  parseEntry,
} from "./parseEntry.ts";
import type { PluginRequest } from "./PluginRequest.ts";
import type { Section } from "./readSections.ts";
import { requireVariables } from "./requireVariables.ts";

export interface CollectContext extends Omit<EntryContext, "file" | "keys"> {
  readonly overlay: ConfigOverlay;
  /** Of the overlay, by key. */
  readonly rows: ReadonlyMap<string, DesiredPlugin>;
}

export interface CollectedEntries {
  /** By the key that administrators' changes are kept by. */
  readonly entries: ReadonlyMap<string, ParsedEntry>;
  readonly failures: readonly EntryFailure[];
  /** Keys of all that the section names, also of what can't be used. */
  readonly keys: ReadonlySet<string>;
}

/** The entries of one section, with what administrators changed of them. */
export function collectEntries(
  { file, keys: at, data }: Section,
  context: CollectContext,
): CollectedEntries {
  const entries = new Map<string, ParsedEntry>();
  const failures: EntryFailure[] = [];
  const keys = new Set<string>();
  for (const [index, written] of (data.plugins ?? []).entries()) {
    const located = { file, keys: [...at, "plugins", index] };
    try {
      const parsed = parseEntry(written, { ...context, ...located });
      const { key } = parsed.request;
      keys.add(key);
      refuseDuplicate(parsed.request, entries.get(key)?.request);
      const row = parsed.request.origin.isLocked
        ? undefined
        : context.rows.get(key);
      const entry = row ? overlayEntry(parsed, row, context) : parsed;
      requireVariables(entry, { ...located, row });
      entries.set(key, entry);
    } catch (error) {
      if (!(error instanceof InstallerError)) throw error;
      failures.push({ ...describeEntry(written), error });
      const key = guessKey(written, file.dir, context.builtInDir);
      if (key !== undefined) keys.add(key);
    }
  }
  return { entries, failures, keys };
}

/** Of an entry that can't be parsed as a whole. */
function guessKey(
  written: unknown,
  baseDir: string,
  builtInDir: string | undefined,
): string | undefined {
  const reference = parseReference(entryText(written));
  return reference && desiredKey({ reference, baseDir }, builtInDir);
}

function refuseDuplicate(
  request: PluginRequest,
  earlier: PluginRequest | undefined,
): void {
  if (!earlier) return;
  throw new InstallerError(
    "CONFIG_DUPLICATE_PLUGIN",
    `${request.text} stands twice: ${formatPlace(earlier.place)} and ${formatPlace(request.place)}`,
    {
      hint: "Keep one entry per package; the first one is used meanwhile.",
      plugin: request.text,
      place: request.place,
    },
  );
}

function describeEntry(written: unknown): Omit<EntryFailure, "error"> {
  const required = (written as { required?: unknown } | null)?.required;
  return {
    text: entryText(written),
    request: undefined,
    required: required === true,
  };
}
