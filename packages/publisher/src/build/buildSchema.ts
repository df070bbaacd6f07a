import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runBuild } from "@flyloft/builder";
import { type Manifest, objectOf } from "../source/Manifest.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";

/** The file in which export tools of dynamic plugins leave a plain JSON Schema. */
export const SCHEMA_FILE = "dist/configSchema.json";

const LIMITS = { memory: 2 * 1024 ** 3, timeMs: 120_000 };

export type CompiledSchema =
  | { readonly kind: "none" }
  | { readonly kind: "schema"; readonly schema: Manifest }
  | { readonly kind: "problem"; readonly message: string };

/** The schema of a package's configuration as JSON, whichever of its three forms it is written in. */
export async function compileSchema({
  dir,
  manifest,
}: Pick<PluginFolder, "dir" | "manifest">): Promise<CompiledSchema> {
  const { configSchema } = manifest;
  if (configSchema === undefined) return { kind: "none" };
  const inline = objectOf(configSchema);
  if (inline) return { kind: "schema", schema: inline };
  if (typeof configSchema !== "string") {
    const message = "configSchema is neither a file nor a schema";
    return { kind: "problem", message };
  }
  const into = await mkdtemp(path.join(tmpdir(), "flyloft-schema-"));
  try {
    const outFile = path.join(into, "schema.json");
    const request = { kind: "schema", dirs: [dir], outFile } as const;
    const outcome = await runBuild(request, LIMITS);
    if (outcome.status !== "built") {
      const message =
        outcome.status === "failed" ? outcome.problems[0]?.message : undefined;
      return { kind: "problem", message: message ?? outcome.status };
    }
    const [warning] = outcome.warnings;
    if (warning) return { kind: "problem", message: warning.message };
    return pick(await readFile(outFile, "utf8"));
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}

/** Of the list that the compiler writes; a package has one. */
function pick(text: string): CompiledSchema {
  const { schemas } = JSON.parse(text) as {
    schemas: readonly { readonly value?: unknown }[];
  };
  const schema = objectOf(schemas[0]?.value);
  if (schema) return { kind: "schema", schema };
  return { kind: "problem", message: "it describes nothing" };
}

/** As upstream's reader of dynamic plugins wants it: with `$schema`, an object. */
export async function writeSchema(dir: string, schema: Manifest) {
  const document = {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    ...schema,
  };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  await writeFile(path.join(dir, SCHEMA_FILE), text);
}

/** Whether a build compiled the schema as it is now. TypeScript's takes seconds. */
export async function isSchemaBuilt({
  dir,
  manifest,
}: Pick<PluginFolder, "dir" | "manifest">): Promise<boolean> {
  const { configSchema } = manifest;
  if (typeof configSchema !== "string") return false;
  const times = [path.join(dir, SCHEMA_FILE), path.join(dir, configSchema)].map(
    async (file) => (await stat(file)).mtimeMs,
  );
  const [built = 0, written = 0] = await Promise.all(times).catch(() => []);
  return built > written;
}
