import {
  type Config,
  ConfigReader,
  readDurationFromConfig,
} from "@backstage/config";
import { durationToMilliseconds } from "@backstage/types";
import { conceal } from "./conceal.ts";
import { composePlugins } from "./compose/composePlugins.ts";
import { PluginBoard } from "./compose/PluginBoard.ts";
import { type LogOutput, PortalLogger } from "./compose/PortalLogger.ts";
import { loadAll } from "./loadAll.ts";
import { Narrator } from "./Narrator.ts";
import { createPluginManager } from "./manager/pluginManager.ts";
import { Answers } from "./serve/Answers.ts";
import { createHandler } from "./serve/createHandler.ts";
import { Health } from "./serve/Health.ts";
import { readLegacyRoutes } from "./serve/legacyRoutes.ts";
import { PortalPage } from "./serve/PortalPage.ts";
import { createRemotes } from "./serve/Remote.ts";
import { RootRouter } from "./serve/RootRouter.ts";
import { startServer } from "./serve/startServer.ts";
import { UPSTREAM_PREFIX, upstreamRemotes } from "./serve/upstreamRemotes.ts";
import type { GenerationPlugin } from "./supervisor/Generation.ts";
import type { ReadyMessage, StartMessage } from "./supervisor/messages.ts";

/** How long the start waits for slow plugins before it serves the others. */
const PATIENCE_MS = 5_000;
const DEFAULT_DEADLINE_MS = 30_000;
const STOP_GRACE_MS = 5_000;

export interface BackendOptions {
  readonly start: StartMessage;
  readonly output: LogOutput;
  /** What browsers may see of the configuration. */
  readonly frontendConfig: Promise<Readonly<Record<string, unknown>>>;
}

export interface RunningBackend {
  readonly ready: ReadyMessage;
  stop(): Promise<void>;
}

/**
 * Load, compose, serve: makes a generation answer requests. What a plugin does wrong is in its report; only a portal
 * that can't listen rejects.
 */
export async function runBackend(
  options: BackendOptions,
): Promise<RunningBackend> {
  const { start } = options;
  const { plugins } = start.generation;
  const config = ConfigReader.fromConfigs([...start.config]);
  const logger = new PortalLogger(options.output);
  const board = new PluginBoard(plugins.map(({ report }) => report));
  const own = new Set(start.staticPlugins.map(({ name }) => name));
  const listener = new Narrator(board, logger, own);
  const health = new Health();
  const router = new RootRouter(config, logger);
  const deadlineMs = readDeadline(config);
  const fail = listener.onFailed.bind(listener);
  const loaded = await loadAll({
    ...start,
    plugins,
    deadlineMs,
    onFailed: fail,
  });
  const manager = createPluginManager({
    generation: start.generation.number,
    portal: start.portal,
    plugins: () => concealAll(board.reports, options.output.secrets),
  });
  const composition = await composePlugins({
    plugins: [{ source: "plugin-manager", features: [manager] }, ...loaded],
    root: { config, logger, health, routes: router },
    deadlineMs,
    listener,
  });
  for (const name of frontendsOnly(plugins)) listener.onStarted(name);
  await Promise.race([composition.settled, patience()]);
  const handler = createPortalHandler(options, {
    config,
    logger,
    health,
    router,
  });
  const server = await startServer(handler, config, logger);
  health.up();
  // With it came the secrets that no report may hold.
  await options.frontendConfig;
  const { secrets } = options.output;
  return {
    ready: {
      type: "ready",
      url: baseUrlOf(config),
      plugins: concealAll(board.reports, secrets),
      staticFailures: concealAll(listener.staticFailures, secrets),
    },
    async stop() {
      health.down();
      await server.stop(STOP_GRACE_MS);
      await composition.stop();
    },
  };
}

/** Reports without secrets: what a plugin throws may quote its configuration. */
function concealAll<Reports>(reports: Reports, secrets: Set<string>): Reports {
  return JSON.parse(conceal(JSON.stringify(reports), secrets)) as Reports;
}

interface PortalParts {
  readonly config: Config;
  readonly logger: PortalLogger;
  readonly health: Health;
  readonly router: RootRouter;
}

function createPortalHandler(
  { start, frontendConfig }: BackendOptions,
  parts: PortalParts,
) {
  const { generation, paths } = start;
  const answers = new Answers();
  const remotes = createRemotes(generation.plugins, (name) =>
    readLegacyRoutes(parts.config, name),
  );
  const page = new PortalPage({
    appDir: paths.app,
    generation: generation.number,
    remotes,
    frontendConfig,
  });
  parts.router.mount(
    UPSTREAM_PREFIX,
    upstreamRemotes(remotes, answers, baseUrlOf(parts.config)),
  );
  return createHandler({ ...parts, answers, page, remotes, appDir: paths.app });
}

function frontendsOnly(plugins: readonly GenerationPlugin[]): string[] {
  return plugins.flatMap(({ facts, report }) =>
    facts && !facts.parts.backend && report.status.state === "starting"
      ? [report.name]
      : [],
  );
}

function readDeadline(config: Config): number {
  if (!config.has("backend.startup.deadline")) return DEFAULT_DEADLINE_MS;
  const key = "backend.startup.deadline";
  return durationToMilliseconds(readDurationFromConfig(config, { key }));
}

function baseUrlOf(config: Config): string {
  return config.getString("backend.baseUrl").replace(/\/$/, "");
}

function patience(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS).unref();
  });
}
