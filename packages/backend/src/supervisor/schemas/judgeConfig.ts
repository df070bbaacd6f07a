import type { ConfigOrigin } from "@flyloft/installer";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import { BackendError } from "../../errors.ts";
import { compileSchema } from "./compileSchema.ts";
import { type Overreach, decideVisibility } from "./decideVisibility.ts";
import { explainConfig } from "./explainConfig.ts";
import { type FindPlace, isWithin } from "./findPlace.ts";
import type { JudgedSchema, SchemaOwner } from "./JudgedSchema.ts";
import type { PackageSchema, PluginSchemas } from "./PackageSchema.ts";
import { formatPointer } from "./Pointer.ts";

export interface ConfigInput {
  /** Merged. */
  readonly config: unknown;
  readonly host: readonly PackageSchema[];
  readonly plugins: readonly PluginSchemas[];
  /** Which plugin's entry set which key. */
  readonly origins: readonly ConfigOrigin[];
  /** The plugins of entries, by their reference as origins have it. */
  readonly names: ReadonlyMap<string, SchemaOwner>;
  readonly findPlace: FindPlace;
}

export interface ConfigVerdict {
  readonly frontend: unknown;
  readonly secrets: readonly string[];
  /** Plugins that must not start with this configuration, by package. */
  readonly refusals: Readonly<Record<string, ErrorReport>>;
  readonly warnings: Readonly<Record<string, readonly ErrorReport[]>>;
}

/** Holds the configuration against what the portal and each plugin say of it. */
export async function judgeConfig(input: ConfigInput): Promise<ConfigVerdict> {
  const { schemas, warnings } = await evaluateAll(input);
  const { findPlace, config } = input;
  const visibility = decideVisibility({
    config,
    schemas,
    ownerOf: (pointer) => ownerOf(formatPointer(pointer), input),
  });
  const refusals: Record<string, ErrorReport> = {};
  const warn = (plugin: string, error: BackendError) =>
    (warnings[plugin] ??= []).push(reportError(error, error.code));
  for (const each of visibility.overreaches) {
    warn(each.plugin, await overreachError(each, findPlace));
  }
  for (const schema of schemas) {
    if (!schema.owner || schema.errors.length === 0) continue;
    const { plugin } = schema.owner;
    const problem = await explainConfig(schema, { config, schemas, findPlace });
    if (problem?.code === "COMPOSE_CONFIG_INVALID") {
      refusals[plugin] ??= reportError(problem, problem.code);
    } else if (problem) warn(plugin, problem);
  }
  const { frontend, secrets } = visibility;
  return { frontend, secrets, refusals, warnings };
}

async function evaluateAll({ config, host, plugins }: ConfigInput) {
  const schemas: JudgedSchema[] = [];
  const warnings: Record<string, ErrorReport[]> = {};
  const evaluate = async (
    schema: PackageSchema,
    owner: JudgedSchema["owner"],
  ) => {
    const evaluation = (await compileSchema(schema))(config);
    schemas.push({ packageName: schema.packageName, owner, ...evaluation });
  };
  for (const schema of host) await evaluate(schema, undefined);
  const ofHost = new Set(host.map(({ packageName }) => packageName));
  for (const each of plugins) {
    const own = each.schemas.filter(
      // A dependency that the portal has too: it gets the portal's.
      ({ packageName }) => !ofHost.has(packageName),
    );
    const { plugin, pluginId, problem } = each;
    const problems = await problemsOf(own, (schema) =>
      evaluate(schema, { plugin, pluginId }),
    );
    if (problem !== undefined) problems.push(problem);
    warnings[plugin] = problems.map((text) => {
      const error = unusable(plugin, text);
      return reportError(error, error.code);
    });
  }
  return { schemas, warnings };
}

async function problemsOf(
  schemas: readonly PackageSchema[],
  evaluate: (schema: PackageSchema) => Promise<void>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const schema of schemas) {
    try {
      await evaluate(schema);
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      problems.push(`${schema.packageName}: ${message}`);
      // Of a package that keeps this process busy, once is enough.
      if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") break;
    }
  }
  return problems;
}

function ownerOf(key: string, { origins, names }: ConfigInput) {
  const origin = origins.find((each) => isWithin(key, each.key));
  return origin && names.get(origin.plugin);
}

function unusable(plugin: string, problem: string): BackendError {
  return new BackendError(
    "COMPOSE_SCHEMA_UNUSABLE",
    `The schema of ${plugin}'s configuration can't be used: ${problem}.`,
    {
      hint: "Its configuration isn't checked, and nothing of it reaches browsers. Tell its publisher, or use another version.",
      plugin,
    },
  );
}

async function overreachError(
  { pointer, plugin, owner }: Overreach,
  findPlace: FindPlace,
): Promise<BackendError> {
  const key = formatPointer(pointer);
  return new BackendError(
    "COMPOSE_SCHEMA_OVERREACH",
    `${plugin} asks to show \`${key}\` to browsers, which is ${owner ? `the configuration of ${owner}` : "the portal's own"}. It stays hidden.`,
    {
      hint: "Nothing is lost where the plugin doesn't need it; otherwise ask its publisher why it wants to see it.",
      plugin,
      place: await findPlace(pointer),
    },
  );
}
