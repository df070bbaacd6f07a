import { randomUUID } from "node:crypto";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import {
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
} from "node:http";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { Job } from "@flyloft/management";
import {
  type Match,
  isRefused,
  matchOperation,
  mediaTypeOf,
  readDescription,
  readOperations,
  validateCall,
} from "@flyloft/management/server";
import { CONTROL_FILE } from "./controlFile.ts";
import type { DataFolder } from "./DataFolder.ts";
import type { RunningManagement } from "./management/startManagement.ts";
import { refuse } from "./management/Refused.ts";
import type { ManagementAnswer } from "./messages.ts";
import { replaceFile } from "./replaceFile.ts";

const TAKES_ARCHIVE: ReadonlySet<string> = new Set([
  "uploadArchive",
  "addDevelopmentBuild",
]);

/** Below it are the operations of the plugin manager's API. */
const API_PATH = "/api/plugin-manager/v1";

/**
 * Answers the plugin manager's API on a Unix socket in a folder that only this user can enter: whoever runs the portal may
 * do everything. Gives what ends it.
 */
export async function startControlServer(
  management: RunningManagement,
  data: DataFolder,
): Promise<() => Promise<void>> {
  // Not in the data folder: the path of a socket has at most 107 bytes.
  const dir = mkdtempSync(path.join(tmpdir(), "flyloft-"));
  const socket = path.join(dir, "control.sock");
  const control = new ControlServer(management, data);
  const server = createServer((request, response) => {
    control.handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, refuse(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
  const file = path.join(data.run, CONTROL_FILE);
  replaceFile(file, JSON.stringify({ pid: process.pid, socket }));
  return async () => {
    rmSync(file, { force: true });
    await close(server);
    rmSync(dir, { recursive: true, force: true });
  };
}

class ControlServer {
  readonly #management: RunningManagement;
  readonly #data: DataFolder;
  #operations: ReturnType<typeof readOperations> | undefined;

  constructor(management: RunningManagement, data: DataFolder) {
    this.#management = management;
    this.#data = data;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method = "GET", url = "" } = request;
    this.#operations ??= readOperations(await readDescription());
    const match = url.startsWith(API_PATH)
      ? matchOperation(this.#operations, method, url.slice(API_PATH.length))
      : undefined;
    if (!match) {
      const message = "There is no such operation.";
      return send(response, { status: 404, body: { error: { message } } });
    }
    const { operationId } = match.operation;
    if (operationId === "getDescription") {
      return send(response, { status: 200, body: await readDescription() });
    }
    const answer = await this.#answer(match, request);
    if (operationId === "followJob" && answer.status === 200) {
      return this.#follow(answer.body as Job, response);
    }
    send(response, answer);
  }

  async #answer(
    match: Match,
    request: IncomingMessage,
  ): Promise<ManagementAnswer> {
    const { operationId } = match.operation;
    const { headers } = request;
    const isUpload = TAKES_ARCHIVE.has(operationId);
    const said = isUpload ? "" : await text(request);
    const body: unknown = said === "" ? undefined : JSON.parse(said);
    const call = validateCall(match, {
      headers,
      body: isUpload ? "(bytes)" : body,
    });
    if (isRefused(call)) return call;
    const actor = `cli:${userInfo().username}`;
    return this.#management.answer({
      ...call,
      ...(operationId === "followJob" && { operation: "getJob" }),
      ...(isUpload && { body: await this.#receive(request) }),
      actor,
    });
  }

  /** The archive goes to the disk before anybody looks at it. */
  async #receive(request: IncomingMessage) {
    const ending =
      mediaTypeOf(request.headers["content-type"]) === "application/zip"
        ? "zip"
        : "tgz";
    const folder = path.join(this.#data.uploads, "incoming");
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${randomUUID()}.${ending}`);
    try {
      await pipeline(request, createWriteStream(file, { mode: 0o600 }));
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
    const { searchParams } = new URL(request.url ?? "", "http://socket");
    const displayName = searchParams.get("filename") ?? `upload.${ending}`;
    return { file, displayName: path.basename(displayName) };
  }

  #follow(job: Job, response: ServerResponse): void {
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
    });
    const tell = (now: Job) => {
      response.write(`event: job\ndata: ${JSON.stringify(now)}\n\n`);
      if (now.finishedAt === undefined) return;
      ignore();
      response.end();
    };
    const ignore = this.#management.jobs.listen((now) => {
      if (now.id === job.id) tell(now);
    });
    response.once("close", ignore);
    tell(job);
  }
}

function send(response: ServerResponse, { status, body }: ManagementAnswer) {
  const isText = typeof body === "string";
  response.writeHead(status, {
    "content-type": isText ? "application/yaml" : "application/json",
  });
  response.end(isText ? body : JSON.stringify(body));
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
