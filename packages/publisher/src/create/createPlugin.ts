import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { PublishError } from "../errors.ts";
import { fillTemplate } from "./fillTemplate.ts";
import { type PluginNames, readPluginNames } from "./pluginNames.ts";

export const TEMPLATES = ["backend", "frontend", "both", "module"] as const;
export type Template = (typeof TEMPLATES)[number];

export interface CreateOptions {
  /** `cost-insights` or `@acme/cost-insights`. */
  readonly name: string;
  readonly template: Template;
  /** The folder in which the plugin's own is made. */
  readonly cwd: string;
}

export interface CreatedPlugin {
  /** Absolute. */
  readonly dir: string;
  /** Its packages, the folder of each relative to `dir`. */
  readonly packages: readonly { readonly name: string; readonly dir: string }[];
  /** Relative to `dir`, sorted. */
  readonly files: readonly string[];
}

/**
 * Writes a plugin's sources. Touches nothing that is there.
 *
 * @throws PublishError `PUBLISH_NAME_INVALID`, `PUBLISH_TARGET_EXISTS`
 */
export async function createPlugin(
  options: CreateOptions,
): Promise<CreatedPlugin> {
  const { template, cwd } = options;
  const names = readPluginNames(options.name);
  const folder = folderOf(template, names);
  const dir = path.join(cwd, folder);
  await refuseFilled(dir, folder);
  const parts = partsOf(template, names);
  const files: string[] = [];
  for (const part of parts) {
    files.push(...(await writePart(part, { dir, names, parts })));
  }
  return {
    dir,
    packages: parts
      .filter(({ template: from }) => from !== "both")
      .map(({ name, folder: at }) => ({ name, dir: at })),
    files: files.sort(),
  };
}

interface Part {
  readonly template: Template;
  readonly folder: string;
  readonly name: string;
}

function folderOf(template: Template, { id }: PluginNames): string {
  if (template === "backend") return `${id}-backend`;
  return template === "module" ? `catalog-backend-module-${id}` : id;
}

function partsOf(template: Template, { id, prefix }: PluginNames): Part[] {
  const name = `${prefix}${id}`;
  switch (template) {
    case "backend":
      return [{ template, folder: ".", name: `${name}-backend` }];
    case "frontend":
      return [{ template, folder: ".", name }];
    case "module":
      return [
        {
          template,
          folder: ".",
          name: `${prefix}catalog-backend-module-${id}`,
        },
      ];
    case "both":
      return [
        { template, folder: ".", name },
        { template: "frontend", folder: id, name },
        {
          template: "backend",
          folder: `${id}-backend`,
          name: `${name}-backend`,
        },
      ];
  }
}

async function refuseFilled(dir: string, folder: string): Promise<void> {
  const entries = await readdir(dir).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw taken(folder, "is there and is no folder");
  });
  if (entries.length > 0) throw taken(folder, "has files in it already");
}

function taken(folder: string, problem: string): PublishError {
  return new PublishError("PUBLISH_TARGET_EXISTS", `${folder} ${problem}`, {
    hint: "Take another name, or move what is there away. Nothing was written.",
  });
}

async function writePart(
  { template, folder }: Part,
  {
    dir,
    names,
    parts,
  }: {
    readonly dir: string;
    readonly names: PluginNames;
    readonly parts: readonly Part[];
  },
): Promise<string[]> {
  const from = path.join(findTemplates(), template);
  const found = await readdir(from, { recursive: true, withFileTypes: true });
  const written: string[] = [];
  for (const entry of found.filter((one) => one.isFile())) {
    const source = path.join(entry.parentPath, entry.name);
    const name = targetName(path.relative(from, source), names);
    const text = fillTemplate(await readFile(source, "utf8"), names);
    const relative = path.join(folder, name);
    const target = path.join(dir, relative);
    await mkdir(path.dirname(target), { recursive: true });
    const isManifest = name === "package.json" && template !== "both";
    await writeFile(target, isManifest ? joinFamily(text, parts) : text);
    written.push(relative.replaceAll(path.sep, "/"));
  }
  return written;
}

/** npm leaves files called `.gitignore` out of packages, this one too. */
function targetName(relative: string, names: PluginNames): string {
  return relative === "gitignore"
    ? ".gitignore"
    : fillTemplate(relative, names);
}

/** Each package of a plugin names all of them. */
function joinFamily(text: string, parts: readonly Part[]): string {
  const manifest = JSON.parse(text) as {
    backstage: { pluginPackages?: readonly string[] };
  };
  if (manifest.backstage.pluginPackages) {
    manifest.backstage.pluginPackages = parts
      .filter(({ template }) => template !== "both")
      .map(({ name }) => name);
  }
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Sources of this package lie deeper than what is built of them. */
function findTemplates(): string {
  const [found] = ["../../templates", "../templates"]
    .map((folder) => path.join(import.meta.dirname, folder))
    .filter((folder) => existsSync(folder));
  if (found) return found;
  throw new Error("The templates of plugins are missing from this package.");
}
