import { enableCompileCache } from "node:module";
import type {
  FromBackend,
  StartMessage,
  ToBackend,
} from "./supervisor/messages.ts";

/**
 * The backend process: waits for its supervisor's `start`, runs the generation, answers `ready` or `failed`, and ends
 * on `stop`, on a signal, or when the supervisor is gone. Nothing is imported before the compile cache is on.
 */
const STOP_LIMIT_MS = 10_000;

let showConfig: (config: Readonly<Record<string, unknown>>) => void;
const frontendConfig = new Promise<Readonly<Record<string, unknown>>>(
  (resolve) => {
    showConfig = resolve;
  },
);
const secrets = new Set<string>();
let stop: () => Promise<void> = () => Promise.resolve();
let stopping = false;

process.on("message", (message: ToBackend) => {
  if (message.type === "start") void run(message);
  if (message.type === "stop") void end(0);
  if (message.type === "visibility") {
    for (const secret of message.secrets) secrets.add(secret);
    showConfig(message.frontendConfig);
  }
});
process.on("disconnect", () => void end(0));
process.on("SIGTERM", () => void end(0));
// A terminal sends Ctrl-C to the whole process group; the supervisor tells when to stop.
process.on("SIGINT", () => undefined);

async function run(start: StartMessage): Promise<void> {
  enableCompileCache(start.paths.codeCache);
  const { reportError } = await import("@flyloft/plugin-core");
  try {
    const { runBackend } = await import("./runBackend.ts");
    const { createLogOutput } = await import("./createLogOutput.ts");
    const { watchStrayErrors } = await import("./watchStrayErrors.ts");
    const output = createLogOutput(start.config, secrets);
    watchStrayErrors(start.generation.plugins, output);
    const backend = await runBackend({
      start,
      output,
      frontendConfig,
    });
    stop = () => backend.stop();
    send(backend.ready);
  } catch (error) {
    send({ type: "failed", error: reportError(error, "SERVE_LISTEN_FAILED") });
    await end(1);
  }
}

async function end(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(code), STOP_LIMIT_MS).unref();
  await stop().catch(() => undefined);
  process.exit(code);
}

function send(message: FromBackend): void {
  if (process.connected) process.send?.(message);
}
