// A process that installs what a workspace's configuration says, and tells its events: one line of JSON each.
import path from "node:path";
import { installPlugins, readPluginRequests } from "../src/index.ts";

const dir = process.argv[2]!;
const { HTTPS_PROXY } = process.env;
const config = await readPluginRequests(
  [path.join(dir, "app-config.yaml")],
  {},
);
const result = await installPlugins({
  config,
  store: path.join(dir, "store"),
  lockfile: path.join(dir, `${process.argv[3] ?? "plugins"}.lock.yaml`),
  host: {
    backstageVersion: "1.55.0",
    node: "22.20.0",
    shared: {},
    sharedWithRemotes: {},
    modules: "",
  },
  configDir: dir,
  homeDir: path.join(dir, "home"),
  env: { HTTPS_PROXY },
  onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
});
process.exitCode = result.failed.length > 0 ? 1 : 0;
