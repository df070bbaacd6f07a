import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../paths.ts";
import { buildBackendPlugin } from "./buildBackendPlugin.ts";
import { buildRemote } from "./buildRemote.ts";
import { hashInputs } from "./hashInputs.ts";

/** What decides over every plugin's output besides its own files. */
const BUILDER_INPUTS = [
  "scripts/build/*.ts",
  "packages/builder/src/*.ts",
  "packages/plugin-core/src/sharedModules.ts",
  "packages/plugin-core/src/lentPackages.ts",
  "package-lock.json",
];

/** Builds the bundled dynamic plugins whose inputs changed since their `dist` was written. */
export async function buildDynamicPlugins(): Promise<void> {
  const manifests = globSync("dynamic-plugins/*/package.json", { cwd: root });
  await Promise.all(
    manifests.map((manifest) => buildIfStale(path.dirname(manifest))),
  );
}

async function buildIfStale(folder: string): Promise<void> {
  const stamp = path.join(root, folder, "dist/.build-hash");
  const hash = hashInputs([
    ...BUILDER_INPUTS,
    `${folder}/package.json`,
    `${folder}/src/**`,
  ]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  await buildPlugin(path.join(root, folder));
  writeFileSync(stamp, hash);
}

async function buildPlugin(dir: string): Promise<void> {
  const { backstage } = JSON.parse(
    readFileSync(path.join(dir, "package.json"), "utf8"),
  ) as { backstage: { role: string } };
  switch (backstage.role) {
    case "frontend-plugin":
      return buildRemote({ dir, entries: { ".": "src/index.tsx" } });
    case "backend-plugin":
      return buildBackendPlugin(dir);
    default:
      throw new Error(`${dir}: no build for the role ${backstage.role}`);
  }
}
