import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { HostFacts } from "@flyloft/installer";
import { LENT_PACKAGES, SHARED_MODULES } from "@flyloft/plugin-core";
import { packageOf } from "../packageOf.ts";
import type { PortalFacts } from "./messages.ts";
import { staticPluginNames } from "./staticPlugins.ts";

const hostRequire = createRequire(import.meta.url);

/** The built shell: the folder with `index.html`. */
export function appFolder(): string {
  return path.join(
    path.dirname(hostRequire.resolve("@flyloft/app/package.json")),
    "dist",
  );
}

/** Plugins that come with the portal, each in a folder. */
export function builtInFolder(): string {
  return path.join(path.dirname(findUp("backstage.json")), "dynamic-plugins");
}

/** The configuration schemas of everything that the portal is made of, made by its build. */
export function configSchemaFile(): string {
  return path.join(
    path.dirname(findUp("package.json")),
    "dist/config-schema.json",
  );
}

/** Versions of the portal itself. `backstage.json` names the Backstage release, as in every Backstage app. */
export function readPortalFacts(): PortalFacts {
  return {
    version: readVersion(findUp("package.json")),
    backstageVersion: readVersion(findUp("backstage.json")),
    node: process.versions.node,
  };
}

/** What the compatibility check holds packages against. */
export function readHostFacts(): HostFacts {
  const { backstageVersion, node } = readPortalFacts();
  const names = new Set([...LENT_PACKAGES, ...backstagePackages()]);
  return {
    backstageVersion,
    node,
    shared: readVersions(names),
    sharedWithRemotes: readVersions(SHARED_MODULES.map(({ name }) => name)),
    modules: modulesFolder(),
    plugins: staticPluginNames(),
  };
}

/** Those that are installed. The shell shares modules below a package too, e.g. `react/jsx-runtime`. */
function readVersions(names: Iterable<string>): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const name of names) {
    const file = findPackageJson(packageOf(name));
    if (file) versions[name] = readVersion(file);
  }
  return versions;
}

function backstagePackages(): string[] {
  const folder = path.join(modulesFolder(), "@backstage");
  return readdirSync(folder).map((name) => `@backstage/${name}`);
}

/** The folder that npm put the portal's dependencies in. */
function modulesFolder(): string {
  const folder = lookupFolders().find((dir) =>
    existsSync(path.join(dir, "@backstage")),
  );
  if (!folder) throw new Error("The portal's dependencies are not installed.");
  return folder;
}

function findPackageJson(name: string): string | undefined {
  return lookupFolders()
    .map((dir) => path.join(dir, name, "package.json"))
    .find((file) => existsSync(file));
}

function lookupFolders(): readonly string[] {
  return hostRequire.resolve.paths("@backstage/config") ?? [];
}

function findUp(name: string): string {
  let dir = import.meta.dirname;
  while (!existsSync(path.join(dir, name))) {
    const parent = path.dirname(dir);
    if (parent === dir)
      throw new Error(`${name} is missing above ${import.meta.dirname}.`);
    dir = parent;
  }
  return path.join(dir, name);
}

function readVersion(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string })
    .version;
}
