import { execFileSync, fork } from "node:child_process";
import path from "node:path";
import { ListeningPort } from "../packages/backend/src/supervisor/ListeningPort.ts";
import { root } from "../scripts/paths.ts";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import { median, printRanking, race } from "./race.ts";
import { BACKEND_CONFIG, CATALOG_PLUGINS } from "./start/backendConfig.ts";

const ROUNDS = 5;
const OURS = "Flyloft's backend process";
const UPSTREAM = "createBackend()";

/**
 * Time from process start to a backend that answers, and its resident memory then: our backend process against
 * `createBackend()` of `@backstage/backend-defaults` with the same plugins, in fresh processes.
 */
export async function benchBackendStart(): Promise<void> {
  await compare("one small plugin", []);
  await compare("auth, guest provider and catalog", CATALOG_PLUGINS);
}

async function compare(what: string, plugins: readonly string[]) {
  const folder = makeTempFolder("bench-start");
  const port = await ListeningPort.bind({ host: "127.0.0.1", port: 0 });
  const ours = new BackendRun("packages/backend/dist/backendProcess.js", [], {
    message: startMessage(plugins, folder.path, port.address.port),
    port,
  });
  const upstream = new BackendRun("bench/start/createBackendProcess.mjs", [
    JSON.stringify(BACKEND_CONFIG),
    ...plugins,
  ]);
  const contenders = [
    { name: OURS, run: () => ours.run() },
    { name: UPSTREAM, run: () => upstream.run() },
  ];
  printRanking(
    `Backend start to ready with ${what}, ${ROUNDS} rounds`,
    await race(contenders, ROUNDS),
    UPSTREAM,
  );
  const [own, other] = [median(ours.memory), median(upstream.memory)];
  process.stdout.write(
    `  resident memory then: ${own.toFixed(0)} MB against ${other.toFixed(0)} MB, ratio ${(own / other).toFixed(2)}\n`,
  );
  folder.remove();
  port.close();
}

interface Start {
  readonly message: object;
  /** Where the process answers as soon as it is prepared. */
  readonly port: ListeningPort;
}

/** Starts one kind of process again and again; keeps the resident memory of each at ready, in MB. */
class BackendRun {
  readonly memory: number[] = [];
  readonly #file: string;
  readonly #args: readonly string[];
  readonly #start: object | undefined;
  readonly #port: ListeningPort | undefined;

  constructor(file: string, args: readonly string[], start?: Start) {
    this.#file = path.join(root, file);
    this.#args = args;
    this.#start = start?.message;
    this.#port = start?.port;
  }

  run(): Promise<number> {
    return new Promise((resolve, reject) => {
      const startedAt = performance.now();
      const child = fork(this.#file, this.#args, {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        execArgv: ["--disable-warning=ExperimentalWarning"],
        serialization: "advanced",
        env: { ...process.env, LOG_LEVEL: "error" },
      });
      if (this.#start) {
        child.send(this.#start, this.#port?.handle);
        child.send({ type: "visibility", frontendConfig: {}, secrets: [] });
      }
      let time: number | undefined;
      child.on("message", (message) => {
        const { type } = message as { type: string };
        if (type === "alive" || time !== undefined) return;
        time = performance.now() - startedAt;
        if (type !== "ready" && type !== "prepared") {
          reject(new Error(JSON.stringify(message)));
        }
        this.memory.push(residentMemory(child.pid ?? 0));
        child.kill("SIGKILL");
      });
      child.once("error", reject);
      child.once("exit", (code) => {
        if (time !== undefined) resolve(time);
        else reject(new Error(`${this.#file} ended with ${code} early`));
      });
    });
  }
}

function residentMemory(pid: number): number {
  const kilobytes = execFileSync("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(kilobytes.toString().trim()) / 1000;
}

/** What the supervisor sends, with nothing installed. */
function startMessage(
  plugins: readonly string[],
  folder: string,
  port: number,
): object {
  return {
    type: "start",
    generation: {
      number: 1,
      createdAt: new Date().toISOString(),
      configFiles: [],
      pluginConfig: [],
      plugins: [],
    },
    config: [{ context: "bench", data: BACKEND_CONFIG }],
    portal: {
      version: "0.0.0",
      backstageVersion: "0.0.0",
      node: process.version,
    },
    paths: { app: folder, codeCache: path.join(folder, "code") },
    staticPlugins: plugins.map((name) => ({ name })),
    internalUrl: `http://127.0.0.1:${port}`,
    formerRemotes: [],
    hosts: [],
    careful: false,
  };
}
