import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { findBinary } from "./findBinary.ts";

export interface TlsFront {
  readonly port: number;
  /** File with the certificate, which signed itself. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** A server on loopback that speaks TLS as `name` and passes requests on to `target`, with their `Host`. */
export async function startTlsFront(
  target: string,
  { name, folder }: { readonly name: string; readonly folder: string },
): Promise<TlsFront> {
  const [key, ca] = [
    path.join(folder, "tls.key"),
    path.join(folder, "tls.crt"),
  ];
  const kind = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
  const subject = `-subj /CN=${name} -addext subjectAltName=DNS:${name}`;
  const openssl = findBinary("openssl", "openssl");
  await promisify(execFile)(openssl, [
    "req",
    ...`${kind} -days 2 ${subject}`.split(" "),
    "-keyout",
    key,
    "-out",
    ca,
  ]);
  const options = { key: readFileSync(key), cert: readFileSync(ca) };
  const server = createServer(options, (request, response) => {
    const { method, headers } = request;
    const sent = httpRequest(
      new URL(request.url ?? "/", target),
      { method, headers: { ...headers, "x-forwarded-proto": "https" } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    sent.on("error", () => response.destroy());
    request.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ca,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
