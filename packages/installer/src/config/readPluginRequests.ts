import path from "node:path";
import { formatPlace } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import { ConfigFile, type KeyPath } from "./ConfigFile.ts";
import { type PluginsSection, sectionSchema } from "./configSchema.ts";
import {
  DEFAULT_ISOLATION,
  type IsolationRequest,
} from "./IsolationRequest.ts";
import {
  type EntryContext,
  type ParsedEntry,
  entryText,
  parseEntry,
} from "./parseEntry.ts";
import { parseIsolation } from "./parseIsolation.ts";
import { mergePluginConfigs } from "./mergePluginConfigs.ts";
import type { PluginRequest } from "./PluginRequest.ts";
import { readRemoteSettings } from "./readRemoteSettings.ts";
import type { RemoteSettings } from "./RemoteSettings.ts";
import { requestKey } from "./requestKey.ts";
import { schemaError } from "./schemaError.ts";

/** An entry that can't be used, with what a report needs of it. */
export interface EntryFailure {
  /** As written, redacted. */
  readonly text: string;
  /** Undefined where the entry can't be parsed. */
  readonly request: PluginRequest | undefined;
  readonly required: boolean;
  readonly error: InstallerError;
}

/** What `dynamicPlugins` says beside its plugins. Paths are absolute. */
export interface PluginSettings {
  readonly store: string | undefined;
  readonly lockfile: string | undefined;
  readonly frozen: boolean;
  readonly concurrency: number | undefined;
  readonly insecureRegistries: readonly string[];
  /** Names of packages. */
  readonly allowNative: readonly string[];
  readonly generations: GenerationSettings;
  readonly remotes: RemoteSettings;
}

/** `dynamicPlugins.generations`, with what holds where it says nothing. */
export interface GenerationSettings {
  readonly watch: boolean;
  readonly keep: number;
  readonly drainMs: number;
  readonly spareMs: number;
  readonly heartbeatMs: number;
  readonly retryMs: number;
}

export interface PluginRequests {
  /** In the order in which their configuration is merged: included files first. Disabled entries are among them. */
  readonly requests: readonly PluginRequest[];
  readonly failures: readonly EntryFailure[];
  readonly settings: PluginSettings;
  /** The files that were read, with those that they include. */
  readonly files: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads `dynamicPlugins` of one or several app-config files. A later file overrides an earlier file's entry of the same
 * package as a whole. A bad entry is told in `failures`, and so is one whose `pluginConfig` contradicts an earlier one's; a file that can't be read, isn't YAML or has an unknown key in
 * the section throws, since nobody could say what was meant.
 */
export async function readPluginRequests(
  files: readonly string[],
  env: Env,
): Promise<PluginRequests> {
  const sections: Section[] = [];
  for (const file of files) {
    sections.push(
      ...(await readSections(
        path.resolve(file),
        ["dynamicPlugins"],
        new Set(),
      )),
    );
  }
  const settings = mergeSettings(sections);
  const compatibility =
    sections.findLast(({ data }) => data.compatibility)?.data.compatibility ??
    "enforce";
  const isolation = readDefaultIsolation(sections);
  const collected = new Map<string, ParsedEntry>();
  const failures: EntryFailure[] = [];
  for (const section of sections) {
    const parsed = parseSection(section, {
      env,
      compatibility,
      isolation,
    });
    for (const [key, entry] of parsed.entries) collected.set(key, entry);
    failures.push(...parsed.failures);
  }
  const requests = joinCompanions(collected);
  const conflicts = new Map(
    mergePluginConfigs(requests).conflicts.map(({ request, error }) => [
      request,
      { text: request.text, request, required: request.required, error },
    ]),
  );
  return {
    requests: requests.filter((request) => !conflicts.has(request)),
    failures: [...failures, ...conflicts.values()],
    settings,
    files: [
      ...new Set([
        ...files.map((file) => path.resolve(file)),
        ...sections.map(({ file }) => file.file),
      ]),
    ],
  };
}

/** Each entry is followed by what comes along with it. What has an entry of its own is only that. */
function joinCompanions(
  entries: ReadonlyMap<string, ParsedEntry>,
): readonly PluginRequest[] {
  const seen = new Set(entries.keys());
  return [...entries.values()].flatMap(({ request, companions }) => [
    request,
    ...companions.filter((companion) => {
      const key = requestKey(companion);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    }),
  ]);
}

/** The entries of one section, by what they are the same by. */
function parseSection(
  { file, keys, data }: Section,
  context: Pick<EntryContext, "env" | "compatibility" | "isolation">,
) {
  const entries = new Map<string, ParsedEntry>();
  const failures: EntryFailure[] = [];
  for (const [index, written] of (data.plugins ?? []).entries()) {
    try {
      const entryKeys = [...keys, "plugins", index];
      const entry = parseEntry(written, {
        file,
        keys: entryKeys,
        ...context,
      });
      const key = requestKey(entry.request);
      refuseDuplicate(entry.request, entries.get(key)?.request);
      entries.set(key, entry);
    } catch (error) {
      if (!(error instanceof InstallerError)) throw error;
      failures.push({ ...describeEntry(written), error });
    }
  }
  return { entries, failures };
}

interface Section {
  readonly file: ConfigFile;
  readonly keys: KeyPath;
  readonly data: PluginsSection;
}

/** The section of a file, after those of the files that it includes. */
async function readSections(
  name: string,
  keys: KeyPath,
  open: ReadonlySet<string>,
): Promise<Section[]> {
  const file = await ConfigFile.read(name);
  const value = keys.length > 0 ? file.value(keys) : file.value([]);
  if (value === undefined || value === null) return [];
  const parsed = sectionSchema.safeParse(value);
  if (!parsed.success) {
    const known = Object.keys(sectionSchema.shape);
    throw schemaError(parsed.error, { file, keys, known });
  }
  const sections: Section[] = [];
  for (const [index, include] of (parsed.data.includes ?? []).entries()) {
    const target = path.resolve(file.dir, include);
    if (target === name || open.has(target)) {
      const place = file.place([...keys, "includes", index]);
      throw new InstallerError(
        "CONFIG_SCHEMA",
        `${formatPlace(place)}: ${include} includes itself`,
        { hint: "Remove one of the includes.", place },
      );
    }
    sections.push(
      ...(await readSections(target, [], new Set([...open, name]))),
    );
  }
  return [...sections, { file, keys, data: parsed.data }];
}

/** What the last section that says it wants for all. An entry that names no tier hasn't named it. */
function readDefaultIsolation(sections: readonly Section[]): IsolationRequest {
  const section = sections.findLast(({ data }) => data.isolation);
  if (!section) return DEFAULT_ISOLATION;
  const { file, keys, data } = section;
  const isolation = parseIsolation(data.isolation, {
    file,
    keys: [...keys, "isolation"],
    defaults: DEFAULT_ISOLATION,
  });
  return { ...isolation, isNamed: false };
}

function mergeSettings(sections: readonly Section[]): PluginSettings {
  const last = <Key extends keyof PluginsSection>(key: Key) =>
    sections.findLast(({ data }) => data[key] !== undefined);
  const folder = (key: "store" | "lockfile") => {
    const section = last(key);
    const value = section?.data[key];
    return value === undefined || section === undefined
      ? undefined
      : path.resolve(section.file.dir, value);
  };
  return {
    store: folder("store"),
    lockfile: folder("lockfile"),
    frozen: last("frozen")?.data.frozen ?? false,
    concurrency: last("concurrency")?.data.concurrency,
    insecureRegistries:
      last("insecureRegistries")?.data.insecureRegistries ?? [],
    allowNative: last("allowNative")?.data.allowNative ?? [],
    generations: mergeGenerations(sections),
    remotes: mergeRemotes(sections),
  };
}

function mergeRemotes(sections: readonly Section[]): RemoteSettings {
  return readRemoteSettings(
    sections.flatMap(({ file, keys, data: { remotes } }) => {
      const place = file.place([...keys, "remotes", "cache"]);
      return remotes ? [{ data: remotes, place }] : [];
    }),
  );
}

function mergeGenerations(sections: readonly Section[]): GenerationSettings {
  const merged: NonNullable<PluginsSection["generations"]> = Object.assign(
    {},
    ...sections.map(({ data }) => data.generations ?? {}),
  );
  return {
    watch: merged.watch ?? true,
    keep: merged.keep ?? 10,
    drainMs: merged.drain ?? 30_000,
    spareMs: merged.spare ?? 600_000,
    heartbeatMs: merged.heartbeat ?? 20_000,
    retryMs: merged.retry ?? 30_000,
  };
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
