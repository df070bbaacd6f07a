import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { listPackageFiles } from "@flyloft/installer/publishing";
import { compileSchema } from "../build/buildSchema.ts";
import { PublishError } from "../errors.ts";
import { publishedManifest } from "../pack/publishedManifest.ts";
import type { BuildRecord } from "../build/BuildRecord.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";

const SCHEMA_FILE = "configSchema.json";

/**
 * Writes what a package has beside its built code into `stage`: its `package.json` as it would be published, the schema
 * of its configuration, and the files that go along. Built code is there already, or comes.
 *
 * @throws PublishError `PUBLISH_SCHEMA_INVALID`
 */
export async function stagePlugin(
  folder: PluginFolder,
  stage: string,
  record: Pick<BuildRecord, "entries" | "bundled">,
): Promise<void> {
  await mkdir(stage, { recursive: true });
  await copyFiles(folder, stage);
  const configSchema = await stageSchema(folder, stage);
  const manifest = publishedManifest(folder.manifest, { ...record, types: {} });
  const { files: _all, types: _none, ...staged } = manifest;
  const text = JSON.stringify({ ...staged, configSchema }, null, 2);
  await writeFile(path.join(stage, "package.json"), text);
}

async function copyFiles({ dir }: PluginFolder, stage: string): Promise<void> {
  for (const { path: name, stats } of await listPackageFiles(dir)) {
    const isBuilt = name.startsWith("dist/") || name === "package.json";
    if (isBuilt || name.startsWith(".") || !stats.isFile()) continue;
    const target = path.join(stage, name);
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(path.join(dir, name), target);
  }
}

/** Beside the code: building empties `dist`. */
async function stageSchema(
  folder: PluginFolder,
  stage: string,
): Promise<string | undefined> {
  const compiled = await compileSchema(folder);
  switch (compiled.kind) {
    case "none":
      return undefined;
    case "schema": {
      const text = JSON.stringify(compiled.schema);
      await writeFile(path.join(stage, SCHEMA_FILE), text);
      return SCHEMA_FILE;
    }
    case "problem":
      throw new PublishError(
        "PUBLISH_SCHEMA_INVALID",
        `${folder.label}: the schema of its configuration can't be used: ${compiled.message}`,
        {
          hint: "Correct the file that configSchema names: a JSON Schema, or an exported interface `Config` in TypeScript.",
          place: folder.text.placeOf(["configSchema"]),
        },
      );
  }
}
