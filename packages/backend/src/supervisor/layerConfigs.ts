import type { AppConfig } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import { type PluginRequest, mergePluginConfigs } from "@flyloft/installer";
import {
  type DesiredState,
  isSecretReference,
} from "./management/DesiredState.ts";
import type { Pipeline } from "./preparePipeline.ts";
import { loadConfigFiles } from "./readConfig.ts";

/** The layer of what administrators set. */
const ADMINISTRATORS = "administrators";

/**
 * What plugins bring, then the files, then what administrators set: they change what a file says, unless the plugin's
 * entry is locked there.
 */
export async function layerConfigs({
  files,
  requested,
  desired,
  env,
}: Pick<Pipeline, "files" | "requested" | "desired" | "env">): Promise<
  readonly AppConfig[]
> {
  const { requests } = requested;
  const plugins = mergePluginConfigs(requests).config as JsonObject;
  const settings = collectSettings(requests, desired, env);
  return [
    { context: "plugins", data: plugins },
    ...(await loadConfigFiles(files, env)),
    ...settings.map((data) => ({ context: ADMINISTRATORS, data })),
  ];
}

/** Of plugins that are enabled, with secrets in their places. Members of families are no requests of their own. */
function collectSettings(
  requests: readonly PluginRequest[],
  { rows }: DesiredState,
  env: Pipeline["env"],
): JsonObject[] {
  const closed = new Set(
    requests.flatMap(({ enabled, origin, key }) =>
      !enabled || origin.isLocked ? [key] : [],
    ),
  );
  return rows.flatMap(({ key, settings, enabled }) =>
    settings && enabled !== false && !closed.has(key)
      ? [insertSecrets(settings, env) as JsonObject]
      : [],
  );
}

function insertSecrets(value: unknown, env: Pipeline["env"]): unknown {
  if (isSecretReference(value)) return env[`setting:${value.$setting}`] ?? "";
  if (Array.isArray(value))
    return value.map((each) => insertSecrets(each, env));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      insertSecrets(child, env),
    ]),
  );
}
