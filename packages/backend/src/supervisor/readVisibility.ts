import { type AppConfig, ConfigReader } from "@backstage/config";
import type { ConfigOrigin } from "@flyloft/installer";
import type { GenerationPlugin } from "./Generation.ts";
import type { VisibilityMessage } from "./messages.ts";
import { createPlaceFinder } from "./schemas/findPlace.ts";
import { judgeConfig } from "./schemas/judgeConfig.ts";
import {
  type PackageSchema,
  readHostSchemas,
  readPluginSchemas,
} from "./schemas/PackageSchema.ts";

/** The one key that reaches browsers without a schema of its own: the format of Red Hat's dynamic plugins. */
const DYNAMIC_PLUGINS: PackageSchema = {
  packageName: "@flyloft/backend",
  path: "dynamicPlugins",
  value: {
    type: "object",
    properties: {
      dynamicPlugins: {
        type: "object",
        properties: {
          frontend: { type: "object", deepVisibility: "frontend" },
        },
      },
    },
  },
};

export interface ConfigToShow {
  readonly configs: readonly AppConfig[];
  readonly configFiles: readonly string[];
  /** Which plugin's entry set which key. */
  readonly pluginConfig: readonly ConfigOrigin[];
  readonly plugins: readonly GenerationPlugin[];
}

/**
 * What browsers may see of the configuration, which values are secrets, and which plugins can't start with it, as the
 * schemas of the portal's own packages and of the installed plugins say. A key that no schema gives to the frontend
 * stays here.
 */
export async function readVisibility(
  { configs, configFiles, pluginConfig, plugins }: ConfigToShow,
  schemaFile: string,
): Promise<VisibilityMessage> {
  const host = [...(await readHostSchemas(schemaFile)), DYNAMIC_PLUGINS];
  const verdict = await judgeConfig({
    config: ConfigReader.fromConfigs([...configs]).getOptional() ?? {},
    host,
    plugins: await readPluginSchemas(plugins),
    origins: pluginConfig,
    names: new Map(
      plugins.map(({ report: { name, reference, pluginId } }) => [
        reference,
        { plugin: name, pluginId: pluginId ?? name },
      ]),
    ),
    findPlace: createPlaceFinder({
      configs,
      files: configFiles,
      origins: pluginConfig,
    }),
  });
  const { frontend, ...rest } = verdict;
  return {
    type: "visibility",
    frontendConfig: frontend as VisibilityMessage["frontendConfig"],
    ...rest,
  };
}
