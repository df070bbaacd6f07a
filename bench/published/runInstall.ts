import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readHostFacts } from "../../packages/backend/src/supervisor/hostFiles.ts";
import { runTimed } from "../install/runTimed.ts";

export interface InstallRun {
  /** Packages as an entry names them. */
  readonly packages: readonly string[];
  /** Where the store and the lockfile are, or will be. */
  readonly into: string;
  readonly registry: string;
}

export interface Installed {
  /** Of the whole process. */
  readonly milliseconds: number;
  /** Of that, the installer's. */
  readonly installerMs: number;
  readonly plugins: readonly { readonly name: string; readonly dir: string }[];
}

/** One start of Flyloft's installer in a process of its own, with what a portal on this machine would give it. */
export async function runInstall(run: InstallRun): Promise<Installed> {
  const config = path.join(run.into, "app-config.yaml");
  const host = path.join(run.into, "host.json");
  const plugins = run.packages.map((name) => ({ package: name }));
  // The newest releases may ask for a newer portal; what is measured is how they are brought. JSON is YAML.
  const dynamicPlugins = { plugins, compatibility: "warn" };
  writeFileSync(config, JSON.stringify({ dynamicPlugins }));
  writeFileSync(host, JSON.stringify(readHostFacts()));
  const { milliseconds, output } = await runTimed(process.execPath, [
    fileURLToPath(new URL("install.mjs", import.meta.url)),
    config,
    host,
    run.into,
    run.registry,
  ]);
  return {
    milliseconds,
    ...(JSON.parse(output) as Omit<Installed, "milliseconds">),
  };
}
