import { enableCompileCache } from "node:module";
import { setEnvironmentData } from "node:worker_threads";
import { SECRETS_KEY } from "../load/standins/standIns.ts";
import { startLife } from "../processLife.ts";
import type {
  FromHost,
  HostStartMessage,
  ToHost,
} from "../supervisor/hosts/hostMessages.ts";
import type { EventMessage } from "../supervisor/messages.ts";

/**
 * The process of an isolated plugin: waits for its supervisor's `start`, runs the plugin, answers `ready` or `failed`,
 * and ends on SIGTERM, when the supervisor is gone, or with the first error that nobody catches: it dies alone.
 * Nothing is imported before the compile cache is on.
 */
let stop: () => Promise<void> = () => Promise.resolve();
let receiveEvent: (event: EventMessage) => void = () => undefined;
const { tell, end } = startLife<FromHost>({
  stop: () => stop(),
  exit: (code) => process.exit(code),
});

process.on("message", (message: ToHost) => {
  if (message.type === "start") void run(message);
  if (message.type === "event") receiveEvent(message);
});

async function run(start: HostStartMessage): Promise<void> {
  if (start.codeCache) enableCompileCache(start.codeCache);
  const { reportError } = await import("@flyloft/plugin-core");
  try {
    if (start.tier === "sandbox") {
      const { replaceSqliteAddon } = await import("./replaceSqliteAddon.ts");
      replaceSqliteAddon();
    }
    const { runHost } = await import("./runHost.ts");
    const { createLogOutput } = await import("../createLogOutput.ts");
    const { endOnStrayError } = await import("./endOnStrayError.ts");
    setEnvironmentData(SECRETS_KEY, start.secrets);
    const { LogRelay } = await import("./LogRelay.ts");
    const relay = new LogRelay((lines) => tell({ type: "logs", lines }));
    const record = relay.add.bind(relay);
    const secrets = new Set(start.secrets);
    const output = { ...createLogOutput(start.config, secrets), record };
    endOnStrayError(start, output);
    const host = await runHost({ start, output, sendEvent: tell });
    stop = () => host.stop();
    receiveEvent = (event) => host.receiveEvent(event);
    tell(host.ready);
  } catch (error) {
    tell({ type: "failed", error: reportError(error, "SERVE_LISTEN_FAILED") });
    await end(1);
  }
}
