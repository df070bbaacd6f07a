import { fileURLToPath } from "node:url";
import { ConfigReader } from "@backstage/config";
import { Arrivals } from "../../packages/backend/src/compose/Arrivals.ts";
import { composePlugins } from "../../packages/backend/src/compose/composePlugins.ts";
import { PortalLogger } from "../../packages/backend/src/compose/PortalLogger.ts";
import { loadPlugin } from "../../packages/backend/src/load/loadPlugin.ts";
import { PluginResolution } from "../../packages/backend/src/load/PluginResolution.ts";
import { Health } from "../../packages/backend/src/serve/Health.ts";
import { RootRouter } from "../../packages/backend/src/serve/RootRouter.ts";
import { BACKEND_CONFIG } from "../start/backendConfig.ts";

/**
 * Adds plugins to a running kernel in place, one after the other, and prints the milliseconds that each took: what a
 * way without a new process would cost. Arguments: folders of packages; the first one is not counted.
 */
const config = new ConfigReader(BACKEND_CONFIG);
const logger = new PortalLogger({
  level: "error",
  format: "text",
  write: (line) => void process.stderr.write(line),
  secrets: new Set(),
});
const routes = new RootRouter(config, logger);
const internalUrl = "http://127.0.0.1:0";
const root = {
  config,
  logger,
  health: new Health(),
  routes,
  arrivals: new Arrivals(),
  internalUrl,
};
const resolution = new PluginResolution(
  fileURLToPath(import.meta.resolve("@flyloft/backend")),
);
const times: number[] = [];
for (const dir of process.argv.slice(2)) {
  const began = performance.now();
  resolution.add({ name: dir, dir });
  const loaded = await loadPlugin({ name: dir, dir }, 10_000);
  const composition = await composePlugins({
    plugins: [loaded],
    root,
    deadlineMs: 10_000,
    refusals: new Map(),
    listener: {
      onMember: () => undefined,
      onStarted: () => undefined,
      onFailed: (_source, error) => {
        throw error;
      },
    },
  });
  await composition.settled;
  times.push(performance.now() - began);
}
process.stdout.write(`${JSON.stringify(times.slice(1))}\n`);
process.exit();
