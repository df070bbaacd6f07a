import { execFile } from "node:child_process";
import { chownSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { findBinary } from "./findBinary.ts";
import { findFreePort } from "./findFreePort.ts";
import { makeTempFolder } from "./makeTempFolder.ts";
import { startProcess } from "./startProcess.ts";

export interface PostgresService {
  /** As `pg` and Backstage's `backend.database.connection` take it. Any password is accepted. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  readonly url: string;
  /** Folder of the Unix socket; usable as `host`. */
  readonly socketDir: string;
  stop(): Promise<void>;
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

const SPEED_OVER_SAFETY = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
];

/** A PostgreSQL server of its own with an empty cluster, on loopback and a Unix socket; user `postgres` may do all. */
export async function startPostgres(): Promise<PostgresService> {
  const bin = path.dirname(
    findBinary("postgresql", "/usr/lib/postgresql/*/bin/postgres", "postgres"),
  );
  const user = await findUnprivilegedUser();
  const folder = makeTempFolder("postgres");
  if (user) chownSync(folder.path, user.uid, user.gid);
  try {
    const data = path.join(folder.path, "data");
    await initialize(path.join(bin, "initdb"), data, user);
    const port = await findFreePort();
    const server = await startProcess({
      name: "PostgreSQL",
      command: path.join(bin, "postgres"),
      args: serverArguments(data, folder.path, port),
      ready: /database system is ready to accept connections/,
      cwd: folder.path,
      // Immediate: nothing in it is kept, and clients that still hang on must not delay the end.
      stopSignal: "SIGQUIT",
      ...user,
    });
    const stop = () => server.stop().finally(folder.remove);
    return describe(port, folder.path, stop);
  } catch (error) {
    folder.remove();
    throw error;
  }
}

function serverArguments(data: string, socketDir: string, port: number) {
  const settings = [
    ...SPEED_OVER_SAFETY,
    "listen_addresses=127.0.0.1",
    "max_connections=300",
    "shared_buffers=32MB",
    `unix_socket_directories=${socketDir}`,
  ];
  const options = settings.flatMap((setting) => ["-c", setting]);
  return ["-D", data, "-p", String(port), ...options];
}

function describe(
  port: number,
  socketDir: string,
  stop: () => Promise<void>,
): PostgresService {
  const connection = {
    host: "127.0.0.1",
    port,
    user: "postgres",
    password: "postgres",
    database: "postgres",
  };
  const url = `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`;
  return { connection, url, socketDir, stop };
}

/** PostgreSQL refuses to run as root. Undefined where this process isn't root. */
async function findUnprivilegedUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string) => {
    const { stdout } = await promisify(execFile)("id", [flag, "postgres"]);
    return Number(stdout);
  };
  return { uid: await id("-u"), gid: await id("-g") };
}

async function initialize(initdb: string, data: string, user?: User) {
  const options = ["-U", "postgres", "--auth=trust", "--no-sync"];
  const locale = ["-E", "UTF8", "--locale=C.UTF-8"];
  await promisify(execFile)(initdb, ["-D", data, ...options, ...locale], {
    cwd: path.dirname(data),
    ...user,
  });
}
