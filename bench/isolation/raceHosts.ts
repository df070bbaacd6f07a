import { fork } from "node:child_process";
import path from "node:path";
import { LEAN_FLAGS } from "../../packages/backend/src/supervisor/hosts/hostCommand.ts";
import { HOST_PROTOCOL } from "../../packages/backend/src/supervisor/hosts/hostMessages.ts";
import { readMemory } from "../../packages/backend/src/supervisor/readMemory.ts";
import { root } from "../../scripts/paths.ts";
import { BACKEND_CONFIG } from "../start/backendConfig.ts";
import { median } from "../race.ts";

const ROUNDS = 7;

export interface HostStart {
  readonly plugin: string;
  /** For the socket and compiled code. */
  readonly folder: string;
  readonly keys: Readonly<Record<string, string>>;
}

/** Starts a host process again and again; prints the time until it is ready and its resident memory then. */
export async function raceHosts(start: HostStart): Promise<void> {
  const times: number[] = [];
  const memories: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const { time, memory } = await run(start);
    // The first one compiles.
    if (round === 0) continue;
    times.push(time);
    memories.push(memory);
  }
  process.stdout.write(
    `\nA host process, ${ROUNDS} starts: ready after ${median(times).toFixed(0)} ms (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}), resident memory then ${(median(memories) / 1e6).toFixed(0)} MB\n`,
  );
}

function run(start: HostStart): Promise<{ time: number; memory: number }> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = fork(
      path.join(root, "packages/backend/dist/isolate/hostProcess.js"),
      {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        execArgv: ["--disable-warning=ExperimentalWarning", ...LEAN_FLAGS],
        serialization: "advanced",
        env: { ...process.env, LOG_LEVEL: "error" },
      },
    );
    child.send(startMessage(start));
    child.on("message", (message) => {
      const { type } = message as { type: string };
      if (type === "alive") return;
      const time = performance.now() - startedAt;
      const memory = readMemory(child.pid ?? 0) ?? Number.NaN;
      child.kill("SIGKILL");
      if (type === "ready") resolve({ time, memory });
      else reject(new Error(JSON.stringify(message)));
    });
  });
}

/** What the supervisor sends. */
function startMessage({ plugin, folder, keys }: HostStart): object {
  const parts = { backend: true, frontend: false };
  const name = "@flyloft-bench/apart";
  const backend = {
    ...BACKEND_CONFIG.backend,
    auth: { pluginKeyStore: { type: "static", static: { keys: [keys] } } },
  };
  return {
    type: "start",
    protocol: HOST_PROTOCOL,
    secret: "bench",
    generation: 1,
    plugins: [
      {
        dir: plugin,
        facts: { name, parts },
        report: { name, parts, status: { state: "starting" }, warnings: [] },
      },
    ],
    staticPlugins: [],
    config: [{ context: "bench", data: { ...BACKEND_CONFIG, backend } }],
    secrets: [],
    internalUrl: "http://127.0.0.1:1",
    socketPath: path.join(folder, "s"),
    codeCache: path.join(folder, "code"),
    tier: "process",
    bridgesEvents: true,
  };
}
