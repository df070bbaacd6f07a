import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, type Server, createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Portal } from "./Portal.ts";
import { replaceFile } from "./replaceFile.ts";

/** Where the command line finds the socket of a running portal, in its data folder. */
export const CONTROL_FILE = "control.json";

/**
 * Answers `flyloft generations`, `reload`, `rollback` and `retry` on a Unix socket in a folder that only this user can
 * enter. Gives what ends it.
 */
export async function startControlServer(
  portal: Portal,
  runDir: string,
): Promise<() => Promise<void>> {
  // Not in the data folder: the path of a socket has at most 107 bytes.
  const dir = mkdtempSync(path.join(tmpdir(), "flyloft-"));
  const socket = path.join(dir, "control.sock");
  const server = createServer((request, response) => {
    answer(portal, request).then(
      ({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      },
      (error: unknown) => {
        response.writeHead(400, { "content-type": "application/json" });
        response.end(JSON.stringify({ message: (error as Error).message }));
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
  const file = path.join(runDir, CONTROL_FILE);
  replaceFile(file, JSON.stringify({ pid: process.pid, socket }));
  return async () => {
    rmSync(file, { force: true });
    await close(server);
    rmSync(dir, { recursive: true, force: true });
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(
  portal: Portal,
  request: IncomingMessage,
): Promise<Answer> {
  const body = await text(request);
  const given = (body ? JSON.parse(body) : {}) as {
    readonly generation?: number;
    readonly plugin?: string;
  };
  switch (`${request.method} ${request.url}`) {
    case "GET /v1/generations":
      return { status: 200, body: portal.history };
    case "POST /v1/reload":
      return { status: 200, body: await portal.reload("flyloft reload") };
    case "POST /v1/rollback":
      return { status: 200, body: await portal.rollBack(given.generation) };
    case "POST /v1/retry":
      return retry(portal, given.plugin ?? "");
    default:
      return { status: 404, body: { message: "There is no such operation." } };
  }
}

async function retry(portal: Portal, plugin: string): Promise<Answer> {
  if (await portal.current.retry(plugin)) {
    return { status: 200, body: { plugin } };
  }
  const message = `There is no isolated plugin '${plugin}'.`;
  return { status: 404, body: { message } };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
