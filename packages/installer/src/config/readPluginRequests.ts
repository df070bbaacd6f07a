import path from "node:path";
import { collectEntries } from "./collectEntries.ts";
import type { ConfigOverlay, DesiredPlugin } from "./DesiredPlugin.ts";
import type { EntryFailure } from "./EntryFailure.ts";
import {
  DEFAULT_ISOLATION,
  type IsolationRequest,
} from "./IsolationRequest.ts";
import { joinEntries } from "./joinEntries.ts";
import { mergePluginConfigs } from "./mergePluginConfigs.ts";
import type { ParsedEntry } from "./parseEntry.ts";
import { parseIsolation } from "./parseIsolation.ts";
import { type PluginSettings, mergeSettings } from "./PluginSettings.ts";
import type { PluginRequest } from "./PluginRequest.ts";
import { type Section, readSections } from "./readSections.ts";

export interface PluginRequests {
  /** In the order in which their configuration is merged: included files first. Disabled entries are among them. */
  readonly requests: readonly PluginRequest[];
  readonly failures: readonly EntryFailure[];
  readonly settings: PluginSettings;
  /** The files that were read, with those that they include. */
  readonly files: readonly string[];
  /** What is left of the overlay: changes of plugins that no entry names, such as those that belong to a family. */
  readonly overlay?: ConfigOverlay | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

const NO_OVERLAY: ConfigOverlay = { desired: [], baseDir: "" };

/**
 * Reads `dynamicPlugins` of one or several app-config files. A later file overrides an earlier file's entry of the same
 * package as a whole; what administrators changed lies over all of them, and plugins that they added come last. A bad
 * entry is told in `failures`, and so is one whose `pluginConfig` contradicts an earlier one's; a file that can't be read,
 * isn't YAML or has an unknown key in the section throws, since nobody could say what was meant.
 */
export async function readPluginRequests(
  files: readonly string[],
  env: Env,
  overlay: ConfigOverlay = NO_OVERLAY,
): Promise<PluginRequests> {
  const sections: Section[] = [];
  for (const file of files) {
    const name = path.resolve(file);
    const keys = ["dynamicPlugins"];
    sections.push(...(await readSections(name, keys, new Set())));
  }
  const settings = mergeSettings(sections);
  const { readOnly } = settings.management;
  const laid = readOnly ? { ...overlay, desired: [] } : overlay;
  const { requests, failures, left } = readEntries(sections, laid, env);
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
    overlay: { ...laid, desired: left },
  };
}

function readEntries(
  sections: readonly Section[],
  overlay: ConfigOverlay,
  env: Env,
) {
  const rows: ReadonlyMap<string, DesiredPlugin> = new Map(
    overlay.desired.map((row) => [row.key, row]),
  );
  const defaults = {
    env,
    compatibility: readDefaultCompatibility(sections),
    isolation: readDefaultIsolation(sections),
  };
  const { builtInDir } = overlay;
  const context = { ...defaults, overlay, rows, builtInDir };
  const entries = new Map<string, ParsedEntry>();
  const failures: EntryFailure[] = [];
  const named = new Set<string>();
  for (const section of sections) {
    const collected = collectEntries(section, context);
    for (const [key, entry] of collected.entries) entries.set(key, entry);
    for (const key of collected.keys) named.add(key);
    failures.push(...collected.failures);
  }
  const joined = joinEntries({ entries, named, ...context });
  return { ...joined, failures: [...failures, ...joined.failures] };
}

function readDefaultCompatibility(
  sections: readonly Section[],
): PluginRequest["compatibility"] {
  const section = sections.findLast(({ data }) => data.compatibility);
  return section?.data.compatibility ?? "enforce";
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
