import { existsSync } from "node:fs";
import { BackendError } from "../errors.ts";
import { DataFolder } from "./DataFolder.ts";
import { configSchemaFile } from "./hostFiles.ts";
import { type ConfigLocation, dataDir } from "./configLocation.ts";
import { type ConfigKey, listConfigKeys } from "./schemas/listConfigKeys.ts";
import {
  type PackageSchema,
  readHostSchemas,
  readPluginSchemas,
} from "./schemas/PackageSchema.ts";

/** What one package says of its configuration. */
export interface ConfigDescription {
  readonly package: string;
  /** The plugin that brings the package; undefined for the portal's own. */
  readonly plugin: string | undefined;
  readonly keys: readonly ConfigKey[];
}

/**
 * Every key that the installed plugins and the portal itself know, as their schemas describe them; of one package, or of
 * the packages that a plugin brings, where `name` says so. Reads the newest generation; changes nothing.
 *
 * @throws BackendError `SUPERVISE_PLUGIN_UNKNOWN` where nothing here has that name
 */
export async function describeConfig(
  location: ConfigLocation,
  name?: string,
): Promise<readonly ConfigDescription[]> {
  const dir = dataDir(location);
  const generation = existsSync(dir)
    ? new DataFolder(dir).generations.newest()
    : undefined;
  const plugins = generation?.plugins ?? [];
  const host = await readHostSchemas(configSchemaFile());
  const ofHost = new Set(host.map(({ packageName }) => packageName));
  const brought = await readPluginSchemas(plugins);
  const all = [
    ...brought.flatMap(({ plugin, schemas }) =>
      schemas
        .filter(({ packageName }) => !ofHost.has(packageName))
        .map((schema) => describe(schema, plugin)),
    ),
    ...host.map((schema) => describe(schema, undefined)),
  ];
  if (name === undefined) return all;
  const asked = all.filter(
    (each) => each.package === name || each.plugin === name,
  );
  const isInstalled = plugins.some(({ report }) => report.name === name);
  if (asked.length === 0 && !isInstalled) throw unknown(name);
  return asked;
}

function describe(
  { packageName, value }: PackageSchema,
  plugin: string | undefined,
): ConfigDescription {
  return { package: packageName, plugin, keys: listConfigKeys(value) };
}

function unknown(name: string): BackendError {
  return new BackendError(
    "SUPERVISE_PLUGIN_UNKNOWN",
    `Nothing that is installed here is called ${name}.`,
    {
      hint: "Add it to dynamicPlugins.plugins and start the portal once. `flyloft config:docs` alone lists what is there.",
      plugin: name,
    },
  );
}
