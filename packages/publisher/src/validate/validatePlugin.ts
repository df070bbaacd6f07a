import { compileSchema, isSchemaBuilt } from "../build/buildSchema.ts";
import { type Finding, PublishError } from "../errors.ts";
import type { PackageContent } from "../pack/PackageContent.ts";
import { readContent } from "../pack/readContent.ts";
import { sideOf, textOf } from "../source/Manifest.ts";
import {
  type PluginFolder,
  readPluginFolder,
} from "../source/readPluginFolder.ts";
import { checkFiles } from "./checkFiles.ts";
import { checkIdentity } from "./checkIdentity.ts";
import { checkManifest } from "./checkManifest.ts";
import { Findings } from "./Findings.ts";

export interface ValidatedPlugin {
  readonly name: string;
  readonly version: string | undefined;
  /** No error is among the findings. */
  readonly isValid: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Looks for everything that would keep the package from being published, or from running in a portal. Changes nothing.
 *
 * @throws PublishError `PUBLISH_MANIFEST_UNREADABLE`, since then there is nothing to look at
 */
export async function validatePlugin(folder: string): Promise<ValidatedPlugin> {
  const plugin = await readPluginFolder(folder);
  const { findings } = await examine(plugin);
  return {
    name: plugin.label,
    version: textOf(plugin.manifest["version"]),
    isValid: findings.every(({ severity }) => severity !== "error"),
    findings,
  };
}

/**
 * What goes out of a folder, where nothing keeps it from that.
 *
 * @throws PublishError `PUBLISH_INVALID`, with what was found
 */
export async function readValidContent(
  folder: string,
): Promise<PackageContent> {
  const plugin = await readPluginFolder(folder);
  const { findings, content } = await examine(plugin);
  const errors = findings.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (!first && content) return content;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  throw new PublishError(
    "PUBLISH_INVALID",
    `${plugin.label} can't be published: ${first?.message}${more}`,
    {
      hint: first?.hint ?? "See flyloft plugin validate.",
      place: first?.place,
      findings: errors,
    },
  );
}

async function examine(plugin: PluginFolder) {
  const found = new Findings(plugin);
  checkIdentity(plugin, found);
  const content = await readFiles(plugin, found);
  checkManifest(plugin, content?.manifest ?? plugin.manifest, found);
  const side = sideOf(plugin.manifest);
  if (content && side) checkFiles(plugin, { content, side }, found);
  await checkSchema(plugin, found);
  return { findings: found.all, content };
}

async function readFiles(
  plugin: PluginFolder,
  found: Findings,
): Promise<PackageContent | undefined> {
  try {
    return await readContent(plugin);
  } catch (error) {
    if (!(error instanceof PublishError)) throw error;
    const { code, message, hint } = error;
    found.error(code, { message, hint, at: ["files"] });
    return undefined;
  }
}

async function checkSchema(
  plugin: PluginFolder,
  found: Findings,
): Promise<void> {
  if (await isSchemaBuilt(plugin)) return;
  const compiled = await compileSchema(plugin);
  if (compiled.kind !== "problem") return;
  found.error("PUBLISH_SCHEMA_INVALID", {
    message: `the schema of its configuration can't be used: ${compiled.message}`,
    hint: "Correct the file that configSchema names: a JSON Schema, or an exported interface `Config` in TypeScript.",
    at: ["configSchema"],
  });
}
