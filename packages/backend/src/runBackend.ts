import { ConfigReader } from "@backstage/config";
import { Arrivals } from "./compose/Arrivals.ts";
import { type Composition, composePlugins } from "./compose/composePlugins.ts";
import { listFeatures } from "./compose/listFeatures.ts";
import { PluginBoard } from "./compose/PluginBoard.ts";
import { type LogOutput, PortalLogger } from "./compose/PortalLogger.ts";
import type { RootServices } from "./compose/RootServices.ts";
import { concealAll } from "./conceal.ts";
import { createManager, type Manager } from "./createManager.ts";
import { baseUrlOf, createPortalHandler } from "./createPortalHandler.ts";
import { EventBridge } from "./isolate/EventBridge.ts";
import { HostTable } from "./isolate/HostTable.ts";
import { loadAll } from "./loadAll.ts";
import type { ManagementApi } from "./manager/loadApi.ts";
import { LogRing } from "./manager/LogRing.ts";
import { MetricsQuestion } from "./MetricsQuestion.ts";
import { Narrator } from "./Narrator.ts";
import { readClaims } from "./readClaims.ts";
import { readDeadline } from "./readDeadline.ts";
import type { DrainingServer } from "./serve/DrainingServer.ts";
import { Development } from "./serve/development/Development.ts";
import { GenerationStream } from "./serve/GenerationStream.ts";
import { Health } from "./serve/Health.ts";
import { Metrics } from "./serve/Metrics.ts";
import { RootRouter } from "./serve/RootRouter.ts";
import {
  loadUpstream,
  startInternalServer,
  startPublicServer,
} from "./serve/startServer.ts";
import type { GenerationPlugin } from "./supervisor/Generation.ts";
import { bridgesEvents } from "./supervisor/hosts/bridgesEvents.ts";
import type {
  FromBackend,
  PreparedMessage,
  StartMessage,
  ToBackend,
  VisibilityMessage,
} from "./supervisor/messages.ts";
import { revive, reviveAll } from "./supervisor/changeErrors.ts";
import { watchStrayErrors } from "./watchStrayErrors.ts";

const STOP_GRACE_MS = 5_000;

export interface BackendOptions {
  readonly start: StartMessage;
  /** Of the internal address. */
  readonly handle: object;
  readonly output: LogOutput;
  /** What schemas say of the configuration. With it come the secrets that no report may hold. */
  readonly visibility: Promise<VisibilityMessage>;
  /** The plugin manager's, where it is loaded already. */
  readonly api?: Promise<ManagementApi> | undefined;
  tell(message: FromBackend): void;
  /** Calls the listener with what the supervisor says, also with what it said before. */
  hearWith(listener: (message: ToBackend) => void): void;
}

export interface RunningBackend {
  /** Takes the traffic of the portal's port. */
  listen(handle: object): Promise<void>;
  /** Resolves when all requests ended or were cut. `onClosed` is called as soon as no new connection comes here. */
  drain(
    graceMs: number,
    successor: number,
    onClosed: () => void,
  ): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Load, compose, serve: makes a generation answer requests on its internal address, tells its supervisor when all
 * plugins started or failed, and takes the portal's port when it is told to. What a plugin does wrong is in its report.
 */
export async function runBackend(
  options: BackendOptions,
): Promise<RunningBackend> {
  const { start } = options;
  const { root, watch, parts } = assembleParts(options);
  const { hosts, health, stream, manager, development } = parts;
  const handler = createPortalHandler(start, parts);
  const internal = await startInternalServer(handler, options.handle);
  hosts.serveUpgrades(internal.server);
  const { router } = parts;
  const watched = { ...watch, router, manager, development };
  const composition = await composeGeneration(options, root, watched);
  loadUpstream();
  health.up();
  let server: DrainingServer | undefined;
  const end = async (graceMs: number, cutsIdle: boolean) => {
    await server?.drain(graceMs, { cutsIdle });
    await internal.drain(0, { cutsIdle: true });
    hosts.close();
    await composition.stop();
  };
  return {
    async listen(publicHandle) {
      server = await startPublicServer(handler, publicHandle, parts);
      hosts.serveUpgrades(server.server);
    },
    async drain(graceMs, successor, onClosed) {
      const ended = end(graceMs, false);
      onClosed();
      stream.end(successor);
      manager.end();
      await ended;
    },
    async stop() {
      health.down();
      stream.end();
      manager.end();
      await end(STOP_GRACE_MS, true);
    },
  };
}

/** What a generation's process consists of, before any plugin is there. */
function assembleParts(options: BackendOptions) {
  const { start, output } = options;
  const config = ConfigReader.fromConfigs([...start.config]);
  const generation = start.generation.number;
  const logs = new LogRing();
  const record = logs.add.bind(logs);
  const logger = new PortalLogger({ ...output, record }, { generation });
  const router = new RootRouter(config, logger);
  const arrivals = new Arrivals(readClaims(start));
  const question = new MetricsQuestion(options.tell);
  const supervisorMetrics = question.ask;
  const metrics = new Metrics({ generation, arrivals, supervisorMetrics });
  const health = new Health();
  const root: RootServices = {
    config,
    logger,
    health,
    routes: router,
    arrivals,
    internalUrl: start.internalUrl,
    events: createEventBridge(options),
  };
  const watch = { ...watchPlugins(start, root), question };
  metrics.watch(watch);
  const { hosts } = watch;
  const stream = new GenerationStream(generation);
  const development = new Development(start.paths.development, config);
  const frontendConfig = options.visibility.then(
    (message) => message.frontendConfig,
  );
  const manager = createManager(options, { ...watch, metrics, logs });
  const own = { health, router, metrics, stream, development, hosts, manager };
  return { root, watch, parts: { ...root, ...own, frontendConfig } };
}

function createEventBridge({
  start,
  tell,
}: BackendOptions): EventBridge | undefined {
  const { plugins } = start.generation;
  return start.hosts.length > 0 && bridgesEvents(plugins, start.config)
    ? new EventBridge(tell)
    : undefined;
}

type Watch = ReturnType<typeof watchPlugins> & {
  readonly question: MetricsQuestion;
  readonly router: RootRouter;
  readonly manager: Manager;
  readonly development: Development;
};

/** Those who know how each plugin stands. */
function watchPlugins(start: StartMessage, root: RootServices) {
  const { plugins } = start.generation;
  const board = new PluginBoard(plugins.map(({ report }) => report));
  const own = new Set(start.staticPlugins.map(({ name }) => name));
  const narrator = new Narrator(board, root.logger, own);
  watchStrayErrors(plugins, {
    logger: root.logger,
    warn: (name, warning) => board.warn(name, warning),
  });
  const hosts = new HostTable({ links: start.hosts, root, board, narrator });
  return {
    board,
    narrator,
    hosts,
    plugins: () => board.reports,
    times: () => narrator.times,
  };
}

/** Imports and starts the plugins, and tells how each stands. */
async function composeGeneration(
  options: BackendOptions,
  root: RootServices,
  watched: Watch,
) {
  const { board, narrator, hosts, question, router, manager } = watched;
  const { start, output, visibility, tell } = options;
  const { config } = root;
  const { plugins } = start.generation;
  const hosted = new Set(start.hosts.flatMap(({ packages }) => packages));
  const deadlineMs = readDeadline(config);
  const onTurn = start.careful
    ? (plugin: string) => tell({ type: "turn", plugin })
    : undefined;
  const loaded = await loadAll({
    ...start,
    plugins: plugins.filter(({ report }) => !hosted.has(report.name)),
    deadlineMs,
    ...(onTurn && { onTurn }),
    onLoaded: narrator.onLoaded.bind(narrator),
    onFailed: narrator.onFailed.bind(narrator),
  });
  options.hearWith((message) => {
    manager.hear(message);
    if (message.type === "metrics") question.answer(message.text);
    if (message.type === "development") watched.development.streams.tell();
    if (message.type === "host") hosts.receive(message);
    if (message.type === "event") root.events?.receive(message);
  });
  const { refusals, warnings } = await visibility;
  warnAll(board, warnings);
  const composition = await composePlugins({
    refusals: reviveAll(refusals),
    plugins: [
      { source: "plugin-manager", features: [manager.feature] },
      ...loaded,
    ],
    root,
    deadlineMs,
    listener: narrator,
    onTurn,
  });
  hosts.open();
  tellFrontends(plugins, refusals, narrator);
  const settled = Promise.all([composition.settled, hosts.settled]);
  const report = (): PreparedMessage => ({
    type: "prepared",
    url: baseUrlOf(config),
    plugins: concealAll(board.reports, output.secrets),
    staticFailures: concealAll(narrator.staticFailures, output.secrets),
    inventory: takeInventory(start, composition, router),
  });
  await Promise.race([settled, patience(start.patienceMs)]);
  tell(report());
  void settled.then(() => {
    tell({ ...report(), type: "settled" });
    manager.settled();
  });
  return composition;
}

function takeInventory(
  { takesInventory }: StartMessage,
  { members }: Composition,
  { paths: routes }: RootRouter,
): PreparedMessage["inventory"] {
  return takesInventory
    ? { features: listFeatures(members), routes }
    : undefined;
}

function warnAll(
  board: PluginBoard,
  warnings: VisibilityMessage["warnings"],
): void {
  for (const [name, found] of Object.entries(warnings)) {
    for (const warning of found) board.warn(name, warning);
  }
}

/** Nothing of them runs here: they are active, unless their configuration is wrong. */
function tellFrontends(
  plugins: readonly GenerationPlugin[],
  refusals: VisibilityMessage["refusals"],
  narrator: Narrator,
): void {
  for (const name of frontendsOnly(plugins)) {
    const refusal = refusals[name];
    if (refusal) narrator.onFailed(name, revive(refusal, name));
    else narrator.onStarted(name);
  }
}

function frontendsOnly(plugins: readonly GenerationPlugin[]): string[] {
  return plugins.flatMap(({ facts, report }) =>
    facts && !facts.parts.backend && report.status.state === "starting"
      ? [report.name]
      : [],
  );
}

/** Never, where nothing says how long. */
function patience(ms: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (ms !== undefined) setTimeout(resolve, ms).unref();
  });
}
