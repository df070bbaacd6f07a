import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PublishError } from "../errors.ts";
import { textOf } from "../source/Manifest.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";
import type { Entry } from "./planEntries.ts";

const FOLDER = "dist/types";

/**
 * Declarations by the package's own TypeScript, below `dist/types`: only for a package that promises `types`, since it takes
 * longer than all else. Answers them by the name of the export.
 *
 * @throws PublishError `PUBLISH_TYPES_FAILED`
 */
export async function buildTypes(
  { dir, manifest, label }: PluginFolder,
  entries: readonly Entry[],
): Promise<Readonly<Record<string, string>>> {
  if (textOf(manifest["types"]) === undefined) return {};
  const compiler = findCompiler(dir);
  if (!compiler || !existsSync(path.join(dir, "tsconfig.json"))) return {};
  const sources = entries.map(({ source }) => source);
  const output = await compile(compiler, dir);
  if (output !== undefined) {
    const [first = "it gave no reason"] = output.split("\n");
    throw new PublishError(
      "PUBLISH_TYPES_FAILED",
      `${label}: TypeScript refuses: ${first}`,
      {
        hint: "Correct it, or take `types` out of the package.json to publish without declarations.",
      },
    );
  }
  return Object.fromEntries(
    entries.map(({ name }, index) => [name, declarationOf(sources[index])]),
  );
}

function declarationOf(source = ""): string {
  const stem = source.replace(/^src\//, "").replace(/\.[cm]?[jt]sx?$/, "");
  return `${FOLDER}/${stem}.d.ts`;
}

function findCompiler(dir: string): string | undefined {
  const from = createRequire(path.join(dir, "package.json"));
  try {
    return from.resolve("typescript/bin/tsc");
  } catch {
    return undefined;
  }
}

/** What it complained of; undefined where all is fine. */
async function compile(
  compiler: string,
  dir: string,
): Promise<string | undefined> {
  // Of the package's own settings all but what is compiled, and where to.
  const project = path.join(dir, "dist/.types.json");
  const settings = {
    extends: "../tsconfig.json",
    include: ["../src"],
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rewriteRelativeImportExtensions: true,
      rootDir: "../src",
      outDir: path.basename(FOLDER),
    },
  };
  await writeFile(project, JSON.stringify(settings));
  try {
    return await run([compiler, "--project", project], dir);
  } finally {
    await rm(project);
  }
}

function run(args: readonly string[], cwd: string) {
  return new Promise<string | undefined>((resolve) => {
    execFile(process.execPath, [...args], { cwd }, (error, stdout) =>
      resolve(error ? stdout.trim() || error.message : undefined),
    );
  });
}
