// Runs in a process of its own: installs what a configuration names, and prints what it took and what came of it.
// JavaScript, as the command is: Node needs time for types.
import { readFileSync } from "node:fs";
import path from "node:path";
import { installPlugins, readPluginRequests } from "@flyloft/installer";

const [configFile = "", hostFile = "", into = "", registry = ""] =
  process.argv.slice(2);
const config = await readPluginRequests([configFile], process.env);
const startedAt = performance.now();
const result = await installPlugins({
  config,
  store: path.join(into, "store"),
  lockfile: path.join(into, "plugins.lock.yaml"),
  host: JSON.parse(readFileSync(hostFile, "utf8")),
  configDir: path.dirname(configFile),
  homeDir: into,
  env: { ...process.env, npm_config_registry: registry || undefined },
});
const installerMs = performance.now() - startedAt;
const failed = [
  ...result.failed.map(({ text, reason }) => `${text}: ${reason.message}`),
  ...config.failures.map(({ text, error }) => `${text}: ${error.message}`),
];
if (failed.length > 0) throw new Error(failed.join("\n"));
process.stdout.write(
  JSON.stringify({
    installerMs,
    plugins: result.installed.map(({ facts, dir }) => ({
      name: facts.name,
      dir,
    })),
  }),
);
