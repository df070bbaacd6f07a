import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import {
  type InstallOptions,
  type InstallResult,
  type NetworkPolicy,
  type PluginPlan,
  installPlugins,
  planPlugins,
  readPluginRequests,
} from "../src/index.ts";

type Overrides = Partial<Omit<InstallOptions, "network">> & {
  readonly network?: Partial<NetworkPolicy>;
};

/** A folder with a configuration, an `.npmrc`, a store and a lockfile, as a portal has them. */
export class Workspace {
  readonly #folder = makeTempFolder("installer");
  readonly dir = this.#folder.path;
  readonly store = path.join(this.dir, "store");
  readonly lockfile = path.join(this.dir, "plugins.lock.yaml");
  env: Record<string, string> = {};
  /** Further lines of `dynamicPlugins`. */
  settings = "";

  write(name: string, text: string): string {
    const file = path.join(this.dir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** `entries` are lines of YAML below `plugins:`, each starting with `- `. */
  configure(...entries: string[]): void {
    const lines = entries.flatMap((entry) => entry.split("\n"));
    this.write(
      "app-config.yaml",
      `dynamicPlugins:\n  plugins:\n${lines.map((line) => `    ${line}\n`).join("")}${this.settings.replaceAll(/^/gm, "  ")}\n`,
    );
  }

  async options(overrides: Overrides = {}): Promise<InstallOptions> {
    const files = [path.join(this.dir, "app-config.yaml")];
    const config = await readPluginRequests(files, this.env);
    return {
      config,
      signatures: config.settings.signatures,
      mirror: config.settings.mirror,
      frozen: config.settings.frozen,
      store: this.store,
      lockfile: this.lockfile,
      host: {
        backstageVersion: "1.55.0",
        node: "22.20.0",
        shared: { "@backstage/backend-plugin-api": "1.10.1" },
        sharedWithRemotes: {},
        modules: "",
      },
      configDir: this.dir,
      homeDir: path.join(this.dir, "home"),
      env: this.env,
      ...overrides,
      network: {
        retryDelayMs: 5,
        connectTimeoutMs: 2000,
        ...config.settings.network,
        ...overrides.network,
      },
    };
  }

  async install(overrides?: Overrides): Promise<InstallResult> {
    return installPlugins(await this.options(overrides));
  }

  async plan(overrides?: Overrides): Promise<PluginPlan> {
    return planPlugins(await this.options(overrides));
  }

  lock(): string {
    return readFileSync(this.lockfile, "utf8");
  }

  /** Names in a folder of the store. */
  stored(folder: "packages" | "digests" | "staging"): string[] {
    return readdirSync(path.join(this.store, folder));
  }

  /** A backend plugin's folder. */
  plugin(name: string, version = "1.0.0", extra: object = {}): string {
    const folder = path.join(`sources/${name.replace("/", "-")}-${version}`);
    this.write(
      `${folder}/package.json`,
      JSON.stringify({
        name,
        version,
        main: "dist/index.cjs.js",
        files: ["dist"],
        backstage: { role: "backend-plugin", pluginId: "example" },
        ...extra,
      }),
    );
    this.write(
      `${folder}/dist/index.cjs.js`,
      `exports.version = "${version}";`,
    );
    return path.join(this.dir, folder);
  }

  /** A frontend plugin's folder, as it would be published. */
  frontend(
    version = "1.0.0",
    files: Readonly<Record<string, string>> = {},
  ): string {
    const folder = `sources/plugin-radar-${version}`;
    const all = {
      "package.json": JSON.stringify({
        name: "@acme/plugin-radar",
        version,
        exports: {
          ".": "./dist/index.esm.js",
          "./alpha": { import: "./dist/alpha.esm.js" },
          "./package.json": "./package.json",
        },
        files: ["dist"],
        scripts: { postinstall: "node dist/install.js" },
        dependencies: { "@acme/lib": "^1.0.0", react: "^18.0.0" },
        backstage: { role: "frontend-plugin", pluginId: "radar" },
      }),
      "dist/index.esm.js": `import { createElement } from "react";
import { lib } from "@acme/lib";
export const page = createElement("p", {}, lib);`,
      "dist/alpha.esm.js": `export { page as default } from "./index.esm.js";`,
      "dist/install.js": `require("fs").writeFileSync("ran", "")`,
      ...files,
    };
    for (const [name, text] of Object.entries(all)) {
      this.write(`${folder}/${name}`, text);
    }
    return path.join(this.dir, folder);
  }

  remove(): void {
    this.#folder.remove();
  }
}

/** What failed, as reference → code. */
export function codes(result: InstallResult): Record<string, string> {
  return Object.fromEntries(
    result.failed.map(({ text, reason }) => [text, reason.code]),
  );
}
