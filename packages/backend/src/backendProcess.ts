import { enableCompileCache } from "node:module";
import { createServer } from "node:net";
import { setEnvironmentData } from "node:worker_threads";
import { guardExit } from "./guardExit.ts";
import { SECRETS_KEY } from "./load/standins/standIns.ts";
import type { ManagementApi } from "./manager/loadApi.ts";
import { startLife } from "./processLife.ts";
import type { RunningBackend } from "./runBackend.ts";
import type {
  DrainMessage,
  FromBackend,
  StartMessage,
  ToBackend,
  VisibilityMessage,
  WarmMessage,
} from "./supervisor/messages.ts";

/** So long nothing is to be done before more is loaded ahead. */
const IDLE_MS = 1_000;

/**
 * The backend process: waits for its supervisor's `start`, runs the generation, and ends on `drain`, on a signal, or
 * when the supervisor is gone. Nothing is imported before the compile cache is on.
 */
const { tell, end } = startLife<FromBackend>({
  stop: async () => backend?.stop(),
  exit: guardExit(),
});
let tellVisibility: (message: VisibilityMessage) => void;
const visibility = new Promise<VisibilityMessage>((resolve) => {
  tellVisibility = resolve;
});
const secrets = new Set<string>();
let backend: RunningBackend | undefined;
let api: Promise<ManagementApi> | undefined;
let idle: NodeJS.Timeout | undefined;
/** What came before the generation could hear it. */
const early: ToBackend[] = [];
let hear: (message: ToBackend) => void = (message) => void early.push(message);

process.on("message", (message: ToBackend, handle: object) => {
  switch (message.type) {
    case "warm":
      void warm(message);
      break;
    case "start":
      void run(message, handle);
      break;
    case "visibility":
      for (const secret of message.secrets) secrets.add(secret);
      setEnvironmentData(SECRETS_KEY, message.secrets);
      tellVisibility(message);
      break;
    case "reserve":
      reserve(handle);
      break;
    case "listen":
      void listen(handle);
      break;
    case "drain":
      void drain(message);
      break;
    default:
      hear(message);
  }
});

/** What fails here fails again when a generation asks for it, and is told then. */
async function warm({ codeCache, staticPlugins }: WarmMessage): Promise<void> {
  enableCompileCache(codeCache);
  await import("./runBackend.ts");
  const { loadStatic } = await import("./load/loadStatic.ts");
  for (const { name } of staticPlugins) {
    try {
      loadStatic(name);
    } catch {
      // See above.
    }
  }
  idle ??= setTimeout(() => void loadAhead(), IDLE_MS).unref();
}

/** What the first request to the plugin manager would wait for. Whoever waits for a start doesn't wait for it. */
async function loadAhead(): Promise<void> {
  const { loadApi } = await import("./manager/loadApi.ts");
  api = loadApi();
  api.catch(() => undefined);
}

async function run(start: StartMessage, handle: object): Promise<void> {
  clearTimeout(idle);
  enableCompileCache(start.paths.codeCache);
  const { runBackend } = await import("./runBackend.ts");
  const { createLogOutput } = await import("./createLogOutput.ts");
  try {
    const output = createLogOutput(start.config, secrets);
    const own = { start, handle, output, visibility, api };
    const options = { ...own, tell, hearWith };
    backend = await runBackend(options);
  } catch (error) {
    await fail(error);
  }
}

function hearWith(listener: (message: ToBackend) => void): void {
  hear = listener;
  for (const message of early.splice(0)) listener(message);
}

/** The socket goes on listening, since the supervisor holds it too; nothing is accepted before it is closed here. */
function reserve(handle: object): void {
  const server = createServer();
  // Told when the generation is to listen.
  server.once("error", () => undefined);
  server.listen(handle).close();
}

async function listen(handle: object): Promise<void> {
  try {
    await backend?.listen(handle);
    tell({ type: "listening" });
  } catch (error) {
    await fail(error);
  }
}

function drain({ graceMs, successor }: DrainMessage): Promise<void> {
  const onClosed = () => tell({ type: "closed" });
  const work = async () => backend?.drain(graceMs, successor, onClosed);
  return end(0, work, graceMs);
}

async function fail(error: unknown): Promise<void> {
  const { reportError } = await import("@flyloft/plugin-core");
  tell({ type: "failed", error: reportError(error, "SERVE_LISTEN_FAILED") });
  await end(1);
}
