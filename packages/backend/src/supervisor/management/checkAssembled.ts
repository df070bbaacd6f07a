import type { JsonObject } from "@backstage/types";
import { ConfigReader } from "@backstage/config";
import { isScope } from "@flyloft/plugin-core";
import { BackendError } from "../../errors.ts";
import type { Assembly } from "../assembleGeneration.ts";
import { revive } from "../changeErrors.ts";
import type { GenerationPlugin } from "../Generation.ts";
import type { DesiredRow } from "./DesiredState.ts";
import type { PluginTarget } from "./PluginTarget.ts";
import { SettingsError } from "./Refused.ts";
import { SettingsSchema } from "./SettingsSchema.ts";

export interface Expectation {
  readonly key: string;
  readonly row: DesiredRow | undefined;
  readonly mustWork: boolean;
}

/**
 * Whether what was assembled is what somebody wanted: the plugin could be installed, its settings are its own and are
 * right, what was granted can be granted. Gives the packages that have to come up.
 *
 * @throws why not: an error of the installation, SettingsError, BackendError `MANAGE_SCOPE_UNKNOWN`,
 * `MANAGE_ALREADY_INSTALLED`, `MANAGE_PLUGIN_UNKNOWN`
 */
export async function checkAssembled(
  { content, config }: Pick<Assembly, "content" | "config">,
  { key, row, mustWork }: Expectation,
): Promise<readonly string[]> {
  if (!row) return [];
  const { plugins } = content;
  const plugin = plugins.find((each) => each.key === key);
  if (!plugin) throw notThere(row);
  const { status, name } = plugin.report;
  if (mustWork && status.state === "failed") {
    throw status.reason.code === "COMPOSE_DUPLICATE_PLUGIN"
      ? alreadyInstalled(name)
      : revive(status.reason, name);
  }
  refuseGrants(plugin, row);
  if (row.settings) {
    const merged = ConfigReader.fromConfigs([...config]).getOptional() ?? {};
    const others = plugins.filter((each) => each !== plugin);
    const settings = row.settings as JsonObject;
    await checkSettings({ plugin, others }, settings, merged);
  }
  const along = plugins.filter(({ comesWith }) => comesWith === key);
  return mustWork ? [name, ...along.map(({ report }) => report.name)] : [];
}

/** @throws SettingsError */
export async function checkSettings(
  { plugin, others }: Pick<PluginTarget, "plugin" | "others">,
  settings: JsonObject,
  config: unknown,
): Promise<void> {
  const schema = await SettingsSchema.read(plugin, others);
  const problems = await schema.check(settings, config);
  if (problems.length > 0) {
    throw new SettingsError(plugin.report.name, problems);
  }
}

/** @throws BackendError `MANAGE_SCOPE_UNKNOWN` */
export function refuseGrants(
  { report }: GenerationPlugin,
  { granted = [] }: Pick<DesiredRow, "granted">,
): void {
  const optional = report.permissions?.optional ?? [];
  const wrong = granted.find((scope) => !optional.includes(scope));
  if (wrong === undefined) return;
  throw new BackendError(
    "MANAGE_SCOPE_UNKNOWN",
    isScope(wrong)
      ? `${report.name} doesn't ask for the permission ${wrong}.`
      : `There is no permission ${wrong}.`,
    {
      hint:
        optional.length > 0
          ? `What can be granted to it: ${optional.join(", ")}.`
          : "It asks for no optional permission.",
      plugin: report.name,
    },
  );
}

/** What nobody can check, the settings above all, is not kept. */
function notThere({ name }: DesiredRow): BackendError {
  return new BackendError(
    "MANAGE_PLUGIN_UNKNOWN",
    `${name} is not among the plugins that this would lead to.`,
    {
      hint: "An entry for it in the configuration files can't be used, or nothing brings it along any more: `flyloft list` shows what fails.",
      plugin: name,
    },
  );
}

function alreadyInstalled(name: string): BackendError {
  return new BackendError(
    "MANAGE_ALREADY_INSTALLED",
    `${name} is in the portal already, from another source.`,
    {
      hint: "Upgrade it, or uninstall it first. A plugin of the configuration files has to be taken out there.",
      plugin: name,
    },
  );
}
