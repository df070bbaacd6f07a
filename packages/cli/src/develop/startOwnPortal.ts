import { mkdirSync, unwatchFile, watchFile, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import path from "node:path";
import { type PortalEvent, builtInFolder, startPortal } from "@flyloft/backend";
import type { WatchedPlugin } from "@flyloft/publisher";
import { stringify } from "yaml";
import type { OptionValues } from "../line/options.ts";
import { describeEvent } from "../output/describeEvent.ts";
import type { BuildBoard } from "./BuildBoard.ts";
import type { DevTeller } from "./DevTeller.ts";

const USUAL_PORT = 7007;
/** What makes an empty portal one to look at. */
const BUILT_IN = ["home", "header"];
const GUEST = "user:default/guest";

export interface OwnPortalOptions {
  /** Where its configuration and data go. */
  readonly dir: string;
  readonly plugins: readonly WatchedPlugin[];
  readonly options: OptionValues;
  readonly signal: AbortSignal;
  readonly teller: DevTeller;
}

export interface OwnPortal {
  readonly url: string;
  /** Its first; the others are laid over it, and what says where it listens over these. */
  readonly configFile: string;
  /** Takes new builds over. Asked again meanwhile, it does so once more. What goes wrong is noted on the board. */
  reload(board: BuildBoard): void;
  stop(): Promise<void>;
}

/** Starts a portal with the plugins' newest builds. Everybody who reaches it is its administrator; it is on loopback. */
export async function startOwnPortal(
  own: OwnPortalOptions,
): Promise<OwnPortal> {
  const { dir, plugins, options, signal, teller } = own;
  const port = await choosePort(options.port);
  const url = `http://localhost:${port}`;
  const configFile = path.resolve(dir, "app-config.yaml");
  const placeFile = path.resolve(dir, "app-config.place.yaml");
  mkdirSync(dir, { recursive: true });
  writeFileSync(configFile, stringify(configOf(url, plugins)));
  writeFileSync(placeFile, stringify(placeOf(url, port)));
  const running = await startPortal(
    {
      cwd: process.cwd(),
      configFiles: [configFile, ...(options.config ?? []), placeFile],
      env: process.env,
      homeDir: homedir(),
      frozen: false,
      port: undefined,
      signal,
      onEvent: () => undefined,
    },
    (event) => tell(event, teller),
  );
  // Without a listener it opens Node's debugger, for any plugin of this user's processes.
  process.on("SIGUSR1", () => undefined);
  for (const { name, status } of running.portal.current.prepared.plugins) {
    if (status.state === "failed") teller.failed(name, [status.reason]);
  }
  const reload = async (board: BuildBoard) => {
    const outcome = await running.portal.reload("a source was saved");
    if (outcome.state !== "rejected") return;
    const backends = plugins.filter(({ side }) => side === "backend");
    for (const { name } of backends) board.settle(name, [outcome.reason]);
  };
  const files = options.config ?? [];
  const reread = () => void running.portal.reload("a setting was saved");
  for (const file of files) watchFile(file, { interval: 300 }, reread);
  return {
    url,
    configFile,
    reload: oneAtATime(reload),
    async stop() {
      for (const file of files) unwatchFile(file, reread);
      await running.stop();
    },
  };
}

function tell(event: PortalEvent, teller: DevTeller): void {
  const { type, ...data } = event;
  teller.portal({ event: type, ...data }, describeEvent(event));
}

/** Further calls while one is under way become one. */
function oneAtATime<Value>(
  work: (value: Value) => Promise<void>,
): (value: Value) => void {
  let state: "idle" | "busy" | "again" = "idle";
  const run = async (value: Value) => {
    do {
      state = "busy";
      await work(value);
    } while ((state as string) === "again");
    state = "idle";
  };
  return (value) => {
    if (state === "idle") void run(value);
    else state = "again";
  };
}

/**
 * Comes last. Settings of a real portal say `backend.listen: ":7007"`, and everybody who reached this one would be its
 * administrator.
 */
function placeOf(url: string, port: number) {
  return {
    app: { baseUrl: url },
    // As a text it replaces both forms; keys would be mixed with another file's.
    backend: { baseUrl: url, listen: `127.0.0.1:${port}` },
  };
}

function configOf(url: string, plugins: readonly WatchedPlugin[]) {
  const builtIn = builtInFolder();
  return {
    app: { title: "Flyloft", baseUrl: url },
    organization: { name: "Development" },
    auth: {
      environment: "development",
      providers: {
        guest: {
          userEntityRef: GUEST,
          dangerouslyAllowOutsideDevelopment: true,
        },
      },
    },
    dynamicPlugins: {
      // The command tells of new builds itself; a frontend's need no generation.
      generations: { watch: false },
      management: { administrators: [GUEST], development: "everyone" },
      plugins: [
        ...BUILT_IN.map((name) => ({ package: path.join(builtIn, name) })),
        ...plugins.map(({ stage }) => ({ package: stage })),
      ],
    },
  };
}

/** The usual one where nobody has it. */
async function choosePort(given: string | undefined): Promise<number> {
  if (given !== undefined) return Number(given);
  return (await findFree(USUAL_PORT)) ?? (await findFree(0)) ?? USUAL_PORT;
}

function findFree(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const found = typeof address === "object" ? address?.port : undefined;
      server.close(() => resolve(found));
    });
  });
}
