import { type Place, formatPlace, redact } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import type { ConfigFile, KeyPath } from "./ConfigFile.ts";
import { type PluginEntry, entrySchema } from "./configSchema.ts";
import type { IsolationRequest } from "./IsolationRequest.ts";
import { createCompanion } from "./createCompanion.ts";
import { listLeaves } from "./listLeaves.ts";
import type { JsonObject, JsonValue, PluginRequest } from "./PluginRequest.ts";
import { parseIsolation } from "./parseIsolation.ts";
import { readReference } from "./readReference.ts";
import { schemaError } from "./schemaError.ts";
import { substituteVariables } from "./substituteVariables.ts";

export interface EntryContext {
  readonly file: ConfigFile;
  readonly keys: KeyPath;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `compatibility` is where the entry doesn't say. */
  readonly compatibility: PluginRequest["compatibility"];
  /** What of `isolation` the entry doesn't say. */
  readonly isolation: IsolationRequest;
}

export interface ParsedEntry {
  readonly request: PluginRequest;
  /** What `with` lists. They have nothing of their own but their reference. */
  readonly companions: readonly PluginRequest[];
}

/** One entry of `plugins` as requests. Throws CONFIG_SCHEMA, CONFIG_VARIABLE_UNSET or CONFIG_REFERENCE_INVALID. */
export function parseEntry(
  written: unknown,
  context: EntryContext,
): ParsedEntry {
  const { file, keys } = context;
  const text = entryText(written);
  const entry = substitute(checkEntry(written, context, text), context, text);
  const request = createRequest(entry, context, text);
  if (entry.with === undefined) return { request, companions: [] };
  if (entry.with === "family") {
    const place = file.place([...keys, "with"]);
    refuseFamilyOf(request, place);
    return { request: { ...request, with: "family" }, companions: [] };
  }
  const companions = entry.with.map((text, index) => {
    const place = file.place([...keys, "with", index]);
    const reference = readReference(text, place);
    return { ...createCompanion(request, { text, reference }), place };
  });
  return { request, companions };
}

function createRequest(
  entry: PluginEntry,
  context: EntryContext,
  text: string,
): PluginRequest {
  const { file, keys } = context;
  const place = file.place([...keys, "package"]);
  return {
    reference: readReference(entry.package, place),
    text,
    place,
    baseDir: file.dir,
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

/** Only a registry tells before anything is fetched what belongs together. */
function refuseFamilyOf({ reference, text }: PluginRequest, place: Place) {
  if (reference.kind === "npm") return;
  throw new InstallerError(
    "CONFIG_SCHEMA",
    `${text}: \`with: family\` is for npm packages: ${formatPlace(place)}`,
    {
      hint: "List what belongs to it: with: [reference, …].",
      plugin: text,
      place,
    },
  );
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

function substitute(
  entry: PluginEntry,
  context: EntryContext,
  plugin: string,
): PluginEntry {
  const { value, unset } = substituteVariables(
    entry as unknown as JsonValue,
    context.env,
  );
  const missing = unset[0];
  // A disabled plugin's variables needn't be there.
  if (missing && !(entry.disabled === true || entry.enabled === false)) {
    const place = context.file.place([...context.keys, ...missing.path]);
    const names = [...new Set(unset.map(({ name }) => name))].join(", ");
    throw new InstallerError(
      "CONFIG_VARIABLE_UNSET",
      `${plugin} needs the environment variable ${names}: ${formatPlace(place)}`,
      {
        hint: `Set ${names}, or give a default: \${${missing.name}:-default}.`,
        plugin,
        place,
      },
    );
  }
  return value as unknown as PluginEntry;
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
