import { writeFile } from "node:fs/promises";
import path from "node:path";
import { loadConfigSchema } from "@backstage/config-loader";
import type { BuildAnswer, BuildProblem } from "./BuildOutcome.ts";
import type { SchemaRequest } from "./BuildRequest.ts";

/** Writes the schemas of packages as one file. One that isn't valid is told as a warning, and left out. */
export async function compileSchema({
  dirs,
  outFile,
}: SchemaRequest): Promise<BuildAnswer> {
  const warnings: BuildProblem[] = [];
  const schema = await loadConfigSchema({
    dependencies: [],
    packagePaths: dirs.map((dir) => path.join(dir, "package.json")),
    onSchemaError: ({ source, cause }) => {
      warnings.push({ file: source, message: cause.message });
    },
  });
  await writeFile(outFile, JSON.stringify(schema.serialize()));
  return { status: "built", warnings };
}
