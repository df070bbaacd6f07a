import { ConfigReader } from "@backstage/config";
import { Arrivals } from "../compose/Arrivals.ts";
import { composePlugins } from "../compose/composePlugins.ts";
import { PluginBoard } from "../compose/PluginBoard.ts";
import { type LogOutput, PortalLogger } from "../compose/PortalLogger.ts";
import { concealAll } from "../conceal.ts";
import { BackendError } from "../errors.ts";
import { loadAll } from "../loadAll.ts";
import { Narrator } from "../Narrator.ts";
import { readDeadline } from "../readDeadline.ts";
import { Health } from "../serve/Health.ts";
import { RootRouter } from "../serve/RootRouter.ts";
import { reviveAll } from "../supervisor/changeErrors.ts";
import {
  HOST_PROTOCOL,
  type HostReadyMessage,
  type HostStartMessage,
} from "../supervisor/hosts/hostMessages.ts";
import type { EventMessage } from "../supervisor/messages.ts";
import { EventBridge } from "./EventBridge.ts";
import { listenOnSocket } from "./listenOnSocket.ts";
import { trustBackend } from "./trustProxy.ts";

const STOP_GRACE_MS = 5_000;

export interface HostOptions {
  readonly start: HostStartMessage;
  readonly output: LogOutput;
  sendEvent(event: EventMessage): void;
}

export interface RunningHost {
  readonly ready: HostReadyMessage;
  receiveEvent(event: EventMessage): void;
  /** Lets requests end, runs the plugin's shutdown hooks, and resolves. */
  stop(): Promise<void>;
}

/**
 * The kernel of a backend process with one plugin and its modules only, on a Unix socket. What the plugin does wrong
 * is in its report.
 *
 * @throws BackendError `SUPERVISE_PROTOCOL_MISMATCH`, `SERVE_LISTEN_FAILED`
 */
export async function runHost(options: HostOptions): Promise<RunningHost> {
  const { start, output } = options;
  assertProtocol(start.protocol);
  const config = ConfigReader.fromConfigs([...start.config]);
  const logger = new PortalLogger(output, { generation: start.generation });
  const board = new PluginBoard(start.plugins.map(({ report }) => report));
  const listener = new Narrator(board, logger, new Set());
  const health = new Health();
  const router = new RootRouter(config, logger, trustBackend);
  const events = start.bridgesEvents
    ? new EventBridge((event) => options.sendEvent(event))
    : undefined;
  const deadlineMs = readDeadline(config);
  const onFailed = listener.onFailed.bind(listener);
  const composition = await composePlugins({
    plugins: await loadAll({
      ...start,
      staticPlugins: [],
      deadlineMs,
      onFailed,
    }),
    root: {
      config,
      logger,
      health,
      routes: router,
      arrivals: new Arrivals(),
      events,
      internalUrl: start.internalUrl,
    },
    deadlineMs,
    listener,
    refusals: reviveAll(start.refusals),
  });
  await composition.settled;
  const { socketPath, secret } = start;
  const server = await listenOnSocket(router.handle, { socketPath, secret });
  health.up();
  return {
    ready: {
      type: "ready",
      protocol: HOST_PROTOCOL,
      routes: router.paths,
      plugins: concealAll(board.reports, output.secrets),
    },
    receiveEvent: (event) => events?.receive(event),
    async stop() {
      health.down();
      await server.stop(STOP_GRACE_MS);
      await composition.stop();
    },
  };
}

function assertProtocol(protocol: number): void {
  if (protocol === HOST_PROTOCOL) return;
  throw new BackendError(
    "SUPERVISE_PROTOCOL_MISMATCH",
    `The supervisor speaks version ${protocol} of the protocol of host processes, this host speaks ${HOST_PROTOCOL}.`,
    { hint: "Both have to come from one installation of the portal." },
  );
}
