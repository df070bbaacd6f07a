// Runs in a process of its own: installs what a configuration names, and prints how long the installer took for it, and
// how long everything took since the process began, in milliseconds. JavaScript, as the command is: Node needs time for
// types.
import path from "node:path";
import { installPlugins, readPluginRequests } from "@flyloft/installer";

const [configFile = "", into = "", registry = ""] = process.argv.slice(2);
const config = await readPluginRequests([configFile], process.env);
const startedAt = performance.now();
const result = await installPlugins({
  config,
  signatures: config.settings.signatures,
  store: path.join(into, "store"),
  lockfile: path.join(into, "plugins.lock.yaml"),
  host: {
    backstageVersion: "1.0.0",
    node: process.versions.node,
    shared: {},
    sharedWithRemotes: {},
    modules: "",
  },
  configDir: path.dirname(configFile),
  homeDir: into,
  env: { ...process.env, npm_config_registry: registry || undefined },
});
if (result.failed.length > 0) {
  throw new Error(JSON.stringify(result.failed[0]?.reason));
}
const endedAt = performance.now();
process.stdout.write(JSON.stringify([endedAt - startedAt, endedAt]));
