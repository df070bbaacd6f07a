import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { gzipSync } from "node:zlib";

export interface CachingRegistry {
  /** Without a slash at its end. */
  readonly url: string;
  /** Requests so far that were not answered from the cache. */
  misses(): number;
  stop(): Promise<void>;
}

interface Kept {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

const ABBREVIATED = "application/vnd.npm.install-v1+json";
const TRIES = 4;

/**
 * An npm registry on loopback that hands on what `upstream` says and keeps it in `folder`: asked again, it answers as
 * fast as a disk is read. So neither a network nor a registry's own work decides a measurement.
 */
export async function startCachingRegistry(
  upstream: string,
  folder: string,
): Promise<CachingRegistry> {
  mkdirSync(folder, { recursive: true });
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cache = new AnswerCache({ upstream, folder, url });
  server.on("request", (request, response) => {
    cache.answer(request, response).catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
  });
  return {
    url,
    misses: () => cache.misses,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface CacheOptions {
  readonly upstream: string;
  readonly folder: string;
  /** Of the cache itself. */
  readonly url: string;
}

class AnswerCache {
  misses = 0;
  readonly #options: CacheOptions;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  async answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (request.method !== "GET") {
      response.writeHead(404).end();
      return;
    }
    const target = request.url ?? "/";
    const accept = request.headers.accept?.includes(ABBREVIATED)
      ? ABBREVIATED
      : "application/json";
    const hash = createHash("sha256").update(`${accept} ${target}`);
    const file = path.join(this.#options.folder, hash.digest("hex"));
    if (!existsSync(`${file}.json`)) {
      this.misses += 1;
      const underWay = this.#underWay.get(file);
      const kept = underWay ?? this.#keep(file, target, accept);
      this.#underWay.set(file, kept);
      await kept.finally(() => this.#underWay.delete(file));
    }
    send(file, request, response);
  }

  async #keep(file: string, target: string, accept: string): Promise<void> {
    const { upstream, url } = this.#options;
    const answered = await fetchAgain(upstream + target, accept);
    const type = answered.headers.get("content-type") ?? "";
    const body = Buffer.from(await answered.arrayBuffer());
    const isJson = type.includes("json");
    const content = isJson ? gzipSync(redirect(body, upstream, url)) : body;
    const kept: Kept = {
      status: answered.status,
      headers: {
        "content-type": type,
        "cache-control": "public, max-age=3600",
        etag: `"${createHash("sha256").update(content).digest("hex")}"`,
        ...(isJson && { "content-encoding": "gzip" }),
      },
    };
    writeFileSync(`${file}.body`, content);
    writeFileSync(`${file}.json`, JSON.stringify(kept));
  }
}

function send(
  file: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { status, headers } = JSON.parse(
    readFileSync(`${file}.json`, "utf8"),
  ) as Kept;
  if (request.headers["if-none-match"] === headers["etag"]) {
    response.writeHead(304, { etag: headers["etag"] }).end();
    return;
  }
  response.writeHead(status, headers).end(readFileSync(`${file}.body`));
}

/** Tarballs come from here too. */
function redirect(body: Buffer, upstream: string, url: string): Buffer {
  return Buffer.from(body.toString().replaceAll(`${upstream}/`, `${url}/`));
}

/** What an ordinary network gets wrong now and then must not end a measurement of an hour. */
async function fetchAgain(url: string, accept: string): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    try {
      const answered = await fetch(url, { headers: { accept } });
      if (answered.status < 500 || tries === TRIES) return answered;
      await answered.arrayBuffer();
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}
