import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findBinary } from "../../scripts/services/findBinary.ts";
import type { TempFolder } from "../../scripts/services/makeTempFolder.ts";

export interface FrontOptions {
  /** The portal behind it. */
  readonly origin: string;
  readonly latencyMs: number;
  /** A build of the shell that answers for pages and files in place of the portal's own. */
  readonly shell?: string | undefined;
  readonly certificate: Certificate;
}

export interface Front {
  readonly url: string;
  stop(): void;
}

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** A server that speaks HTTP/2 with browsers, answers everything after the latency, and passes on what it lacks. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const server = createSecureServer(
    { ...options.certificate, allowHTTP1: false },
    async (incoming, outgoing) => {
      await wait(options.latencyMs);
      if (options.shell && (await answer(options, incoming, outgoing))) return;
      pass(options.origin, incoming, outgoing);
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as { port: number };
  const sessions = new Set<{ destroy(): void }>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
    session.on("error", () => sessions.delete(session));
  });
  return {
    url: `https://localhost:${port}`,
    stop() {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}

/** Browsers are told to accept it. */
export function createCertificate(folder: TempFolder): Certificate {
  const key = path.join(folder.path, "key.pem");
  const cert = path.join(folder.path, "cert.pem");
  const subject = ["-subj", "/CN=localhost"];
  const algorithm = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  execFileSync(
    findBinary("openssl", "/usr/bin/openssl", "openssl"),
    ["req", "-x509", "-nodes", "-days", "1", ...algorithm, ...subject].concat([
      "-keyout",
      key,
      "-out",
      cert,
    ]),
    { stdio: "ignore" },
  );
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

/** Answers from the contender's shell. Returns whether it has what was asked for. */
async function answer(
  { shell = "", origin }: FrontOptions,
  incoming: Http2ServerRequest,
  outgoing: Http2ServerResponse,
): Promise<boolean> {
  const { pathname } = new URL(incoming.url, origin);
  if (pathname === "/") {
    const page = await fetch(origin, { headers: { accept: "text/html" } });
    const config = /<script [^>]*id="flyloft-config">.*?<\/script>/s.exec(
      await page.text(),
    )?.[0];
    if (!config) throw new Error(`${origin} serves no page.`);
    const template = readFileSync(path.join(shell, "index.html"), "utf8");
    outgoing.setHeader("content-type", "text/html; charset=utf-8");
    outgoing.end(template.replace("<!--flyloft-->", () => config));
    return true;
  }
  const file = path.join(shell, path.posix.normalize(pathname));
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  const compressed = existsSync(`${file}.br`);
  if (compressed) outgoing.setHeader("content-encoding", "br");
  outgoing.setHeader(
    "content-type",
    file.endsWith(".css") ? "text/css" : "text/javascript",
  );
  outgoing.end(readFileSync(compressed ? `${file}.br` : file));
  return true;
}

/** Headers that HTTP/2 has no room for. */
const CONNECTION_HEADERS = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
];

function pass(
  origin: string,
  incoming: Http2ServerRequest,
  outgoing: Http2ServerResponse,
): void {
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).filter(([name]) => !name.startsWith(":")),
  );
  const { host } = new URL(origin);
  const upstream = request(
    new URL(incoming.url, origin),
    // A connection of its own: one that is kept may be closed just now.
    {
      method: incoming.method,
      headers: { ...headers, host },
      agent: false,
    },
    (response) => {
      for (const name of CONNECTION_HEADERS) delete response.headers[name];
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    },
  );
  upstream.on("error", () => outgoing.destroy());
  incoming.pipe(upstream);
}
