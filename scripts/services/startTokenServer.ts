import { execFile } from "node:child_process";
import {
  createPrivateKey,
  type KeyObject,
  randomUUID,
  sign,
  X509Certificate,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { findBinary } from "./findBinary.ts";

export interface TokenServerOptions {
  /** Where the key and the certificate are written. */
  readonly folder: string;
  readonly user: { readonly name: string; readonly password: string };
  /** Who may pull without credentials; nobody where left out. */
  readonly anonymousPull?: boolean;
}

export interface TokenServer {
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** File with the certificate that the registry has to trust. */
  readonly certificate: string;
  /** Requests so far, each with its scopes: tells whether a client keeps its tokens. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

const SERVICE = "flyloft-test-registry";
const ISSUER = "flyloft-test-issuer";
const LIFETIME_SECONDS = 300;

/** A token server for Docker's bearer flow. https://distribution.github.io/distribution/spec/auth/token/ */
export async function startTokenServer(
  options: TokenServerOptions,
): Promise<TokenServer> {
  const certificate = path.join(options.folder, "token.crt");
  const key = await makeKey(
    path.join(options.folder, "token.key"),
    certificate,
  );
  const x5c = new X509Certificate(readFileSync(certificate)).raw.toString(
    "base64",
  );
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const scopes = url.searchParams.getAll("scope");
    requests.push(scopes.join(" "));
    const user = checkUser(request, options);
    if (user === undefined) {
      response.writeHead(401, { "content-type": "application/json" });
      response.end('{"errors":[{"code":"UNAUTHORIZED"}]}');
      return;
    }
    const access = scopes.map((scope) => grant(scope, user !== ""));
    const token = signToken({ sub: user, access }, key, x5c);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ token, expires_in: LIFETIME_SECONDS }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    realm: `http://127.0.0.1:${port}/token`,
    service: SERVICE,
    issuer: ISSUER,
    certificate,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The user's name, "" for anonymous, undefined for who is refused. */
function checkUser(
  request: IncomingMessage,
  { user, anonymousPull }: TokenServerOptions,
): string | undefined {
  const header = request.headers.authorization;
  if (!header) return anonymousPull ? "" : undefined;
  const expected = Buffer.from(`${user.name}:${user.password}`);
  return header === `Basic ${expected.toString("base64")}`
    ? user.name
    : undefined;
}

function grant(scope: string, mayPush: boolean) {
  const [type = "", name = "", actions = ""] = scope.split(":");
  const granted = actions
    .split(",")
    .filter((action) => mayPush || action === "pull");
  return { type, name, actions: granted };
}

async function makeKey(file: string, certificate: string): Promise<KeyObject> {
  await promisify(execFile)(findBinary("openssl", "openssl"), [
    ..."req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256".split(
      " ",
    ),
    ..."-days 2 -subj /CN=flyloft-test-issuer".split(" "),
    "-keyout",
    file,
    "-out",
    certificate,
  ]);
  return createPrivateKey(readFileSync(file));
}

/** https://distribution.github.io/distribution/spec/auth/jwt/ */
function signToken(
  claims: { sub: string; access: unknown },
  key: KeyObject,
  x5c: string,
): string {
  const now = Math.floor(Date.now() / 1000);
  const header = { typ: "JWT", alg: "ES256", x5c: [x5c] };
  const payload = {
    iss: ISSUER,
    aud: SERVICE,
    exp: now + LIFETIME_SECONDS,
    nbf: now - 60,
    iat: now,
    jti: randomUUID(),
    ...claims,
  };
  const text = [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = sign("sha256", Buffer.from(text), {
    key,
    dsaEncoding: "ieee-p1363",
  });
  return `${text}.${signature.toString("base64url")}`;
}
