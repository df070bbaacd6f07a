import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makeTempFolder } from "./makeTempFolder.ts";
import { type PublishOptions, publishPackage } from "./publishPackage.ts";
import { startProcess } from "./startProcess.ts";

export interface VerdaccioOptions {
  /** Reading needs a token too; publishing always does. */
  readonly auth?: boolean;
  /** What isn't published here comes from the npm registry that this machine is set to, except scopes `@local` and `@flyloft`. */
  readonly proxy?: boolean;
}

export interface VerdaccioService {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Where its packages lie on disk: `<name>/package.json` and the tarballs. */
  readonly storage: string;
  readonly user: { readonly name: string; readonly password: string };
  readonly token: string;
  /** Lines for an `.npmrc` that makes this registry the default, with the token. */
  npmrc(): string;
  /** Publishes a tarball or a folder as it is; see {@link publishPackage}. */
  publish(
    tarballOrFolder: string,
    options?: PublishOptions,
  ): Promise<{ name: string; version: string; integrity: string }>;
  /** The end of its log. */
  log(): string;
  stop(): Promise<void>;
}

/** Verdaccio, an npm registry, on a loopback port of its own with an empty storage. */
export async function startVerdaccio(
  options: VerdaccioOptions = {},
): Promise<VerdaccioService> {
  const folder = makeTempFolder("verdaccio");
  const storage = path.join(folder.path, "storage");
  mkdirSync(storage);
  const configFile = path.join(folder.path, "config.yaml");
  const config = await createConfig(folder.path, options);
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify(config));
  const server = await startProcess({
    name: "Verdaccio",
    command: process.execPath,
    args: [mainFile, configFile],
    ready: /verdaccio listens on (\d+)/,
    cwd: folder.path,
  }).catch((error: unknown) => {
    folder.remove();
    throw error;
  });
  const port = Number(server.ready[1]);
  const url = `http://127.0.0.1:${port}`;
  const user = { name: "flyloft", password: "correct-horse" };
  const token = await createUser(url, user);
  return {
    url,
    port,
    storage,
    user,
    token,
    npmrc: () => `registry=${url}/\n//127.0.0.1:${port}/:_authToken=${token}\n`,
    publish: (source, publishOptions) =>
      publishPackage({ url, token }, source, publishOptions),
    log: server.log,
    stop: () => server.stop().finally(folder.remove),
  };
}

const mainFile = fileURLToPath(new URL("verdaccioMain.ts", import.meta.url));

async function createConfig(folder: string, options: VerdaccioOptions) {
  const access = options.auth ? "$authenticated" : "$all";
  const local = {
    access,
    publish: "$authenticated",
    unpublish: "$authenticated",
  };
  return {
    storage: path.join(folder, "storage"),
    auth: {
      htpasswd: {
        file: path.join(folder, "htpasswd"),
        algorithm: "bcrypt",
        rounds: 4,
      },
    },
    uplinks: options.proxy
      ? { machine: { url: await readMachineRegistry(), maxage: "60m" } }
      : {},
    packages: {
      "@local/*": local,
      "@flyloft/*": local,
      "**": options.proxy ? { ...local, proxy: "machine" } : local,
    },
    publish: { allow_offline: true },
    max_body_size: "500mb",
    userRateLimit: { windowMs: 1000, max: 100_000 },
    server: { rateLimit: { windowMs: 1000, max: 100_000 } },
    web: { enable: false },
    log: { type: "stdout", format: "pretty", level: "warn" },
  };
}

async function readMachineRegistry(): Promise<string> {
  const npm = await promisify(execFile)("npm", ["config", "get", "registry"]);
  return npm.stdout.trim();
}

/** https://github.com/npm/registry/blob/main/docs/user/authentication.md */
async function createUser(
  url: string,
  user: { name: string; password: string },
): Promise<string> {
  const response = await fetch(
    `${url}/-/user/org.couchdb.user:${encodeURIComponent(user.name)}`,
    {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...user, type: "user" }),
    },
  );
  const body = (await response.json()) as { token?: string };
  if (!body.token) {
    throw new Error(`Verdaccio gave no token: ${JSON.stringify(body)}`);
  }
  return body.token;
}
