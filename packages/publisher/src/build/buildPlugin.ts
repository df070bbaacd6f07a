import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { PublishError } from "../errors.ts";
import {
  type PluginFolder,
  readPluginFolder,
} from "../source/readPluginFolder.ts";
import { requireSide } from "../source/requireSide.ts";
import { buildBackend } from "./buildBackend.ts";
import { buildFrontend } from "./buildFrontend.ts";
import type { BuildProblem } from "./buildError.ts";
import { writeRecord } from "./BuildRecord.ts";
import { compileSchema, SCHEMA_FILE, writeSchema } from "./buildSchema.ts";
import { buildTypes } from "./buildTypes.ts";
import { type Entry, planEntries } from "./planEntries.ts";

export interface BuiltPlugin {
  readonly name: string;
  readonly side: "backend" | "frontend";
  /** Files that the package's exports lead to, relative to the package. */
  readonly outputs: readonly string[];
  /** Dependencies that became part of a backend's code. */
  readonly bundled: readonly string[];
  /** What may fail when a frontend runs. */
  readonly warnings: readonly BuildProblem[];
  readonly durationMs: number;
}

/**
 * Builds the package in `folder` into its `dist`, which is emptied first.
 *
 * @throws PublishError `PUBLISH_MANIFEST_UNREADABLE`, `PUBLISH_ROLE_INVALID`, `PUBLISH_SOURCE_MISSING`,
 * `PUBLISH_BUILD_FAILED`, `PUBLISH_SCHEMA_INVALID`, `PUBLISH_TYPES_FAILED`
 */
export async function buildPlugin(
  folder: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<BuiltPlugin> {
  const startedAt = performance.now();
  const plugin = await readPluginFolder(folder);
  const side = requireSide(plugin);
  const entries = planEntries(plugin, side);
  const built =
    side === "backend"
      ? await runBackend(plugin, entries)
      : {
          bundled: [],
          warnings: await buildFrontend(plugin, entries, signal),
        };
  const [configSchema, types] = await Promise.all([
    addSchema(plugin),
    buildTypes(plugin, entries),
  ]);
  const { bundled } = built;
  await writeRecord(plugin.dir, { entries, bundled, configSchema, types });
  return {
    name: plugin.label,
    side,
    outputs: entries.map(({ output }) => output),
    ...built,
    durationMs: performance.now() - startedAt,
  };
}

async function runBackend(plugin: PluginFolder, entries: readonly Entry[]) {
  const dist = path.join(plugin.dir, "dist");
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  return { bundled: await buildBackend(plugin, entries), warnings: [] };
}

async function addSchema(plugin: PluginFolder): Promise<string | undefined> {
  const compiled = await compileSchema(plugin);
  if (compiled.kind === "none") return undefined;
  if (compiled.kind === "schema") {
    await writeSchema(plugin.dir, compiled.schema);
    return SCHEMA_FILE;
  }
  throw new PublishError(
    "PUBLISH_SCHEMA_INVALID",
    `${plugin.label}: the schema of its configuration can't be used: ${compiled.message}`,
    {
      hint: "Correct the file that configSchema names: a JSON Schema, or an exported interface `Config` in TypeScript.",
      place: plugin.text.placeOf(["configSchema"]),
    },
  );
}
