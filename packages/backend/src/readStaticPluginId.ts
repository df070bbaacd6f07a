import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const hostRequire = createRequire(import.meta.url);

interface PackageJson {
  readonly backstage?: { readonly role?: unknown; readonly pluginId?: unknown };
}

/** The id of one of the portal's own plugins, from its metadata. Undefined for modules, whose id is their plugin's. */
export function readStaticPluginId(name: string): string | undefined {
  try {
    const file = hostRequire.resolve(`${name}/package.json`);
    const { backstage } = JSON.parse(readFileSync(file, "utf8")) as PackageJson;
    const id = backstage?.pluginId;
    return backstage?.role === "backend-plugin" && typeof id === "string"
      ? id
      : undefined;
  } catch {
    // It will fail to load, with the reason in its report.
    return undefined;
  }
}
