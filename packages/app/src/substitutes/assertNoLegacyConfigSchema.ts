import { z } from "zod/v4";

/** What extensions and blueprints are declared with, as far as it is used here. */
interface Declaration {
  config?: { readonly schema?: Readonly<Record<string, unknown>> };
  configSchema?: Readonly<Record<string, unknown>>;
}

type SchemaFunction = (zod: object) => unknown;

/**
 * Takes the place of frontend-plugin-api's own, which refuses extensions whose configuration is declared the way it was
 * until version 0.16: by functions of Zod, below `config.schema`. Published plugins do that; here they are understood.
 */
export function assertNoLegacyConfigSchema(declaration: Declaration): void {
  const { config, configSchema } = declaration;
  if (!config?.schema) return;
  const declared = Object.entries(config.schema).map(([key, schema]) => [
    key,
    typeof schema === "function" ? (schema as SchemaFunction)(zod) : schema,
  ]);
  delete declaration.config;
  declaration.configSchema = {
    ...configSchema,
    ...Object.fromEntries(declared),
  };
}

/** Zod 4 with what those functions expect of Zod 3. */
const zod = {
  ...z,
  record: (...schemas: readonly [z.ZodType, z.ZodType?]) => {
    const [first, second] = schemas;
    return second
      ? z.record(first as z.core.$ZodRecordKey, second)
      : z.record(z.string(), first);
  },
};
