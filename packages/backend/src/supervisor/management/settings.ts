import { type AppConfig, ConfigReader } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import type { Settings, SettingsUpdate } from "@flyloft/management";
import type { DataFolder } from "../DataFolder.ts";
import { layerConfigs } from "../layerConfigs.ts";
import { type PortalOptions, preparePipeline } from "../preparePipeline.ts";
import { completeConfig } from "../readConfig.ts";
import { type Pointer, formatPointer } from "../schemas/Pointer.ts";
import { createSecretId, replaceRow } from "./ChangeMaker.ts";
import { checkSettings } from "./checkAssembled.ts";
import {
  type DesiredRow,
  type DesiredState,
  isSecretReference,
} from "./DesiredState.ts";
import { listLeaves, mapLeaves } from "./leaves.ts";
import type { PluginTarget } from "./PluginTarget.ts";
import { SettingsSchema } from "./SettingsSchema.ts";
import { type SettingsChange, updateSettings } from "./updateSettings.ts";
import { changedMeanwhile } from "./wishErrors.ts";

interface SettingsState {
  readonly row: DesiredRow | undefined;
  readonly revision: number;
  readonly isReadOnly: boolean;
  /** Of the running generation. */
  readonly config: readonly AppConfig[];
}

/** What the form shows. No secret is in it. */
export async function describeSettings(
  { plugin }: PluginTarget,
  { row, revision, isReadOnly, config }: SettingsState,
): Promise<Settings> {
  const schema = await SettingsSchema.read(plugin);
  const stored = row?.settings ?? {};
  const merged = ConfigReader.fromConfigs([...config]).getOptional() ?? {};
  const secrets = await schema.secretsIn(merged);
  const known = new Set([...secrets, ...secretPlaces(stored)]);
  const values = without(stored, known);
  // Where nobody describes its keys, those that administrators set are all that is known.
  const picked = schema.form ? await schema.pick(merged) : values;
  return {
    schema: (schema.form as Settings["schema"]) ?? null,
    values,
    effective: without(picked, known),
    secrets: await ownSecrets(schema, merged, stored),
    revision,
    isReadOnly: isReadOnly || plugin.report.origin?.isLocked === true,
  };
}

/** Those that are set and that the plugin describes, or that administrators set. */
async function ownSecrets(
  schema: SettingsSchema,
  config: unknown,
  stored: object,
): Promise<string[]> {
  const described = await schema.describedSecretsIn(config);
  return [...new Set([...described, ...secretPlaces(stored)])].sort();
}

function secretPlaces(stored: object): readonly Pointer[] {
  return listLeaves(stored)
    .filter(([, leaf]) => isSecretReference(leaf))
    .map(([pointer]) => pointer);
}

function without(value: unknown, secrets: ReadonlySet<Pointer>) {
  const shown = mapLeaves(value, (pointer, leaf) =>
    secrets.has(pointer) || isSecretReference(leaf) ? undefined : leaf,
  );
  return (shown ?? {}) as Record<string, unknown>;
}

export interface SettingsParts {
  readonly options: PortalOptions;
  readonly data: DataFolder;
  readonly state: DesiredState;
  readonly revision: number;
}

export interface PreparedUpdate {
  readonly change: SettingsChange;
  /** The settings that it is made of: secrets that it leaves out are theirs. */
  readonly stored: JsonObject;
  /** Those that change, in words. */
  readonly keys: readonly string[];
}

/**
 * What is to be stored of an update, which would be right as things are now.
 *
 * @throws SettingsError, BackendError `MANAGE_SETTINGS_CHANGED`
 */
export async function prepareUpdate(
  target: PluginTarget,
  update: SettingsUpdate,
  parts: SettingsParts,
): Promise<PreparedUpdate> {
  const { plugin, name, key } = target;
  const { state, revision } = parts;
  if (update.revision !== undefined && update.revision !== revision) {
    throw changedMeanwhile(name);
  }
  const row = state.rows.find((each) => each.key === key);
  const stored = (row?.settings ?? {}) as JsonObject;
  const schema = await SettingsSchema.read(plugin);
  const values = update.values as JsonObject;
  const change = updateSettings({
    stored,
    values,
    secrets: await schema.secretsIn(values),
    createId: createSecretId,
  });
  const { settings, secrets } = change;
  const next: DesiredRow = {
    ...(row ?? { key, name }),
    settings: settings as NonNullable<DesiredRow["settings"]>,
  };
  const desired = replaceRow(state, {
    key,
    row: next,
    alsoRemoved: [],
    secrets,
  });
  await checkSettings(target, settings, await readMerged(desired, parts));
  return { change, stored, keys: changedKeys(stored, settings) };
}

/** The whole configuration as it would be. */
async function readMerged(
  desired: DesiredState,
  { options, data }: Pick<SettingsParts, "options" | "data">,
): Promise<unknown> {
  const pipeline = await preparePipeline({ ...options, desired });
  const configs = await layerConfigs(pipeline);
  const { port } = options;
  const complete = completeConfig({ configs, data, port, pluginIds: [] });
  return ConfigReader.fromConfigs([...complete]).getOptional() ?? {};
}

function changedKeys(before: JsonObject, after: JsonObject): string[] {
  const one = new Map(listLeaves(before).map(toText));
  const other = new Map(listLeaves(after).map(toText));
  const places = new Set([...one.keys(), ...other.keys()]);
  return [...places]
    .filter((place) => one.get(place) !== other.get(place))
    .map(formatPointer);
}

function toText([pointer, leaf]: readonly [Pointer, unknown]) {
  return [pointer, JSON.stringify(leaf)] as const;
}
