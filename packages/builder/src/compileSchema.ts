import { writeFile } from "node:fs/promises";
import path from "node:path";
import { loadConfigSchema } from "@backstage/config-loader";
import type { BuildAnswer, BuildProblem } from "./BuildOutcome.ts";
import type { SchemaRequest } from "./BuildRequest.ts";

/** As `ConfigSchema.serialize()` gives it. */
interface SerializedSchema {
  readonly schemas: readonly { readonly path: string }[];
}

/** Writes the schemas of packages as one file. What isn't valid in one is told as a warning and left out. */
export async function compileSchema({
  dirs,
  outFile,
}: SchemaRequest): Promise<BuildAnswer> {
  const warnings: BuildProblem[] = [];
  const { schemas } = await serialize(dirs, warnings).catch(() =>
    serializeEach(dirs, warnings),
  );
  const named = schemas.map((schema) => ({
    ...schema,
    path: schema.path.replace(/^.*\/node_modules\//, ""),
  }));
  const serialized = { schemas: named, backstageConfigSchemaVersion: 1 };
  await writeFile(outFile, JSON.stringify(serialized));
  return { status: "built", warnings };
}

/** Compiles them together, which is faster by far. Throws where one has nothing to compile. */
async function serialize(
  dirs: readonly string[],
  warnings: BuildProblem[],
): Promise<SerializedSchema> {
  const schema = await loadConfigSchema({
    dependencies: [],
    packagePaths: dirs.map((dir) => path.join(dir, "package.json")),
    excludePackageDependencies: true,
    onSchemaError: ({ source, cause }) => {
      warnings.push({ file: source, message: cause.message });
    },
  });
  return schema.serialize() as unknown as SerializedSchema;
}

async function serializeEach(
  dirs: readonly string[],
  warnings: BuildProblem[],
): Promise<SerializedSchema> {
  const schemas: SerializedSchema["schemas"][number][] = [];
  for (const dir of dirs) {
    try {
      schemas.push(...(await serialize([dir], warnings)).schemas);
    } catch (error) {
      const file = dir.replace(/^.*\/node_modules\//, "");
      warnings.push({ file, message: (error as Error).message });
    }
  }
  return { schemas };
}
