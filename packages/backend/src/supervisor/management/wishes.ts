import { isDeepStrictEqual } from "node:util";
import type { InstallRequest } from "@flyloft/management";
import { redact } from "@flyloft/plugin-core";
import type { JsonObject } from "@backstage/types";
import type { Assembly } from "../assembleGeneration.ts";
import type { DesiredRow } from "./DesiredState.ts";
import type { PluginTarget } from "./PluginTarget.ts";
import { BackendError } from "../../errors.ts";
import type { Wish } from "./Wish.ts";
import type { PreparedUpdate } from "./settings.ts";
import type { SettingsChange } from "./updateSettings.ts";
import { changedMeanwhile } from "./wishErrors.ts";

/** What a plugin is to be that isn't there yet. */
export interface NewPlugin {
  readonly key: string;
  /** As in `package:`. */
  readonly reference: string;
  readonly name: string;
}

export function wishInstall(
  { key, reference, name }: NewPlugin,
  request: InstallRequest,
  { settings, secrets }: SettingsChange,
): Wish {
  const { enabled = true, with: along, isolation, granted } = request;
  return {
    kind: "install",
    plugin: name,
    key,
    secrets,
    mustWork: enabled,
    next: (row) => {
      if (row?.reference !== undefined) throw alreadyThere(row.name);
      return {
        key,
        name,
        reference,
        enabled,
        ...(Object.keys(settings).length > 0 && {
          settings: asDesired(settings),
        }),
        ...(along && { with: along }),
        ...(isolation && { isolation }),
        ...(granted && { granted }),
      };
    },
    summarize: (after) => versionOf(after, key) ?? redact(reference),
  };
}

export function wishEnabled(
  { name, key, plugin }: PluginTarget,
  enabled: boolean,
): Wish {
  return {
    kind: enabled ? "enable" : "disable",
    plugin: name,
    key,
    mustWork: enabled,
    next: (row) => {
      const isEnabled = plugin.report.status.state !== "disabled";
      if (isEnabled === enabled) throw nothingToDo(name, enabled);
      return { ...rowOf(row, { key, name }), enabled };
    },
    summarize: () => (enabled ? "enabled" : "disabled"),
  };
}

export function wishReference(
  { name, key, plugin }: PluginTarget,
  reference: string,
  remember: NonNullable<Wish["remember"]>,
): Wish {
  const { version, reference: before } = plugin.report;
  return {
    kind: "upgrade",
    plugin: name,
    key,
    remember,
    mustWork: plugin.report.status.state !== "disabled",
    next: (row) => ({ ...rowOf(row, { key, name }), reference }),
    summarize: (after) => {
      const next = versionOf(after, key);
      return next !== undefined && next !== version
        ? `${version ?? "?"} → ${next}`
        : `${before} → ${redact(reference)}`;
    },
  };
}

export function wishSettings(
  { name, key, plugin }: PluginTarget,
  { change, stored, keys }: PreparedUpdate,
): Wish {
  const { settings, secrets } = change;
  return {
    kind: "configure",
    plugin: name,
    key,
    secrets,
    mustWork: plugin.report.status.state !== "disabled",
    next: (row) => {
      const { settings: before = {}, ...rest } = rowOf(row, { key, name });
      // Another change was first in the queue.
      if (!isDeepStrictEqual(before, stored)) throw changedMeanwhile(name);
      return Object.keys(settings).length > 0
        ? { ...rest, settings: asDesired(settings) }
        : rest;
    },
    summarize: () => (keys.length > 0 ? `set ${keys.join(", ")}` : "no change"),
  };
}

export function wishReset({ name, key, plugin }: PluginTarget): Wish {
  return {
    kind: "reset",
    plugin: name,
    key,
    mustWork: plugin.report.status.state !== "disabled",
    next: (row) => {
      const { settings: _before, ...rest } = rowOf(row, { key, name });
      return rest;
    },
    summarize: () => "as the configuration files say",
  };
}

export function wishGrants(
  { name, key, plugin }: PluginTarget,
  granted: readonly string[],
): Wish {
  return {
    kind: "grant",
    plugin: name,
    key,
    mustWork: plugin.report.status.state !== "disabled",
    next: (row) => ({ ...rowOf(row, { key, name }), granted }),
    summarize: () => `granted: ${granted.join(", ") || "nothing"}`,
  };
}

/** As before one of its changes. */
export function wishBack(
  { name, key }: PluginTarget,
  { number, row }: { readonly number: number; readonly row: DesiredRow | null },
  remember: NonNullable<Wish["remember"]>,
): Wish {
  return {
    kind: "rollback",
    plugin: name,
    key,
    remember,
    mustWork: row?.enabled !== false,
    next: () => row,
    summarize: (after) =>
      `as before change ${number}${versionOf(after, key) ? `: ${versionOf(after, key)}` : ""}`,
  };
}

function rowOf(
  row: DesiredRow | undefined,
  fresh: Pick<DesiredRow, "key" | "name">,
): DesiredRow {
  return row ?? fresh;
}

function versionOf({ content }: Assembly, key: string): string | undefined {
  return content.plugins.find((each) => each.key === key)?.report.version;
}

function asDesired(settings: JsonObject): NonNullable<DesiredRow["settings"]> {
  return settings as NonNullable<DesiredRow["settings"]>;
}

function nothingToDo(name: string, enabled: boolean): BackendError {
  return new BackendError(
    "MANAGE_NOTHING_TO_CHANGE",
    `${name} is ${enabled ? "enabled" : "disabled"} already.`,
    { hint: "There is nothing to do.", plugin: name },
  );
}

export function alreadyThere(name: string): BackendError {
  return new BackendError(
    "MANAGE_ALREADY_INSTALLED",
    `${name} is installed already.`,
    { hint: "Upgrade it to get another version.", plugin: name },
  );
}
