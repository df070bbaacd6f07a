import { type Place, formatPlace, redact } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import type { ConfigFile, KeyPath } from "./ConfigFile.ts";
import { type PluginEntry, entrySchema } from "./configSchema.ts";
import type { IsolationRequest } from "./IsolationRequest.ts";
import { createCompanion } from "./createCompanion.ts";
import { builtInName, desiredKey } from "./desiredKey.ts";
import { listLeaves } from "./listLeaves.ts";
import type { JsonObject, JsonValue, PluginRequest } from "./PluginRequest.ts";
import { parseIsolation } from "./parseIsolation.ts";
import { readReference } from "./readReference.ts";
import { refuseFamilyOf } from "./refuseFamilyOf.ts";
import { schemaError } from "./schemaError.ts";
import {
  type UnsetVariable,
  substituteVariables,
} from "./substituteVariables.ts";

export interface EntryContext {
  readonly file: ConfigFile;
  readonly keys: KeyPath;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `compatibility` is where the entry doesn't say. */
  readonly compatibility: PluginRequest["compatibility"];
  /** What of `isolation` the entry doesn't say. */
  readonly isolation: IsolationRequest;
  readonly builtInDir: string | undefined;
}

export interface ParsedEntry {
  readonly request: PluginRequest;
  /** What `with` lists. They have nothing of their own but their reference. */
  readonly companions: readonly PluginRequest[];
  /** Variables that it names and nobody set. */
  readonly unset: readonly UnsetVariable[];
}

/** One entry of `plugins` as requests. Throws CONFIG_SCHEMA or CONFIG_REFERENCE_INVALID. */
export function parseEntry(
  written: unknown,
  context: EntryContext,
): ParsedEntry {
  const { file, keys } = context;
  const text = entryText(written);
  const { value, unset } = substituteVariables(
    checkEntry(written, context, text) as unknown as JsonValue,
    context.env,
  );
  const entry = value as unknown as PluginEntry;
  const request = createRequest(entry, context, text);
  if (entry.with === undefined) return { request, companions: [], unset };
  if (entry.with === "family") {
    const place = file.place([...keys, "with"]);
    refuseFamilyOf(request, place);
    return { request: { ...request, with: "family" }, companions: [], unset };
  }
  const companions = entry.with.map((text, index) => {
    const place = file.place([...keys, "with", index]);
    const reference = readReference(text, place);
    const { builtInDir } = context;
    return createCompanion(request, { text, reference, place, builtInDir });
  });
  return { request, companions, unset };
}

function createRequest(
  entry: PluginEntry,
  context: EntryContext,
  text: string,
): PluginRequest {
  const { file, keys } = context;
  const place = file.place([...keys, "package"]);
  const reference = readReference(entry.package, place);
  const located = { reference, baseDir: file.dir };
  const isLocked = entry.locked ?? false;
  return {
    ...located,
    key: desiredKey(located, context.builtInDir),
    isBuiltIn: builtInName(located, context.builtInDir) !== undefined,
    origin: { kind: "file", isLocked, isChanged: false, place },
    granted: entry.granted ?? [],
    text,
    place,
    enabled: isEnabled(entry, place, text),
    required: entry.required ?? false,
    integrity: entry.integrity,
    pullPolicy: entry.pullPolicy ?? "IfNotPresent",
    pluginConfig: (entry.pluginConfig ?? undefined) as JsonObject | undefined,
    configLeaves: listLeaves(file, [...keys, "pluginConfig"]),
    compatibility: entry.compatibility ?? context.compatibility,
    isolation: parseIsolation(entry.isolation, {
      file,
      keys: [...keys, "isolation"],
      defaults: context.isolation,
      plugin: text,
    }),
  };
}

/** The reference of an entry that may be invalid otherwise, for messages. */
export function entryText(written: unknown): string {
  const text = (written as { package?: unknown } | null)?.package;
  return typeof text === "string" ? redact(text) : "(no package)";
}

function checkEntry(
  written: unknown,
  { file, keys }: EntryContext,
  plugin: string,
): PluginEntry {
  const parsed = entrySchema.safeParse(written);
  if (parsed.success) return parsed.data;
  throw schemaError(parsed.error, {
    file,
    keys,
    plugin,
    known: Object.keys(entrySchema.shape),
  });
}

function isEnabled(entry: PluginEntry, place: Place, plugin: string): boolean {
  if (entry.enabled !== undefined && entry.enabled === entry.disabled) {
    throw new InstallerError(
      "CONFIG_SCHEMA",
      `${plugin} is both enabled and disabled: ${formatPlace(place)}`,
      { hint: "Keep only one of `enabled` and `disabled`.", plugin, place },
    );
  }
  return entry.enabled ?? !(entry.disabled ?? false);
}
