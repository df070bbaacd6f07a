import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import path from "node:path";
import type { TlsOptions } from "../../network/createDispatcher.ts";
import { isLoopback } from "../../network/reachOf.ts";
import { parseNpmrc } from "./parseNpmrc.ts";

const PUBLIC_REGISTRY = "https://registry.npmjs.org/";

export interface NpmConfigPlaces {
  readonly configDir: string;
  readonly homeDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What npm's own configuration says about registries and credentials. */
export class NpmConfig {
  readonly #values: ReadonlyMap<string, string>;
  readonly tls: TlsOptions;

  constructor(values: ReadonlyMap<string, string>, tls: TlsOptions = {}) {
    this.#values = values;
    this.tls = tls;
  }

  /**
   * Reads, in npm's order, each overriding the ones before: the global file (where `npm_config_globalconfig` names one),
   * the user's `.npmrc`, the `.npmrc` beside the app's configuration, `npm_config_registry`.
   */
  static async read({
    configDir,
    homeDir,
    env,
  }: NpmConfigPlaces): Promise<NpmConfig> {
    const read = (name: string) => env[name] ?? env[name.toUpperCase()];
    const user = read("npm_config_userconfig") ?? path.join(homeDir, ".npmrc");
    const files = [read("npm_config_globalconfig"), user];
    files.push(path.join(configDir, ".npmrc"));
    const values = new Map<string, string>();
    for (const file of files) {
      const text = file ? await readFile(file, "utf8").catch(() => "") : "";
      for (const [key, value] of parseNpmrc(text, env)) values.set(key, value);
    }
    const registry = read("npm_config_registry");
    if (registry) values.set("registry", registry);
    return new NpmConfig(values, await readTls(values, configDir));
  }

  /** The registry of a package, by its scope. Ends with a slash. */
  registryOf(packageName: string): string {
    const scope = /^(@[^/]+)\//.exec(packageName)?.[1];
    const scoped = scope && this.#values.get(`${scope}:registry`);
    const registry = scoped || this.#values.get("registry") || PUBLIC_REGISTRY;
    return registry.endsWith("/") ? registry : `${registry}/`;
  }

  /**
   * The `authorization` header for a URL, found as npm does: by the longest `//host/path/` that has credentials. A
   * token is never sent to a host that it isn't written for, nor without TLS unless a registry is configured so.
   */
  authorizationFor(url: string): string | undefined {
    const { host, pathname, protocol, hostname, origin } = new URL(url);
    const isPlain = protocol === "http:" && !isThisMachine(hostname);
    if (isPlain && !this.#isRegistry(origin)) {
      return undefined;
    }
    const segments = pathname.split("/").filter(Boolean);
    for (let length = segments.length; length >= 0; length--) {
      const rest = segments.slice(0, length).map((segment) => `${segment}/`);
      const found = this.#credentials(`//${host}/${rest.join("")}`);
      if (found) return found;
    }
    return undefined;
  }

  #isRegistry(origin: string): boolean {
    return [...this.#values].some(
      ([key, value]) =>
        /(?:^|:)registry$/.test(key) &&
        URL.canParse(value) &&
        new URL(value).origin === origin,
    );
  }

  #credentials(prefix: string): string | undefined {
    const read = (name: string) =>
      this.#values.get(`${prefix}:${name}`) ??
      this.#values.get(`${prefix.slice(0, -1)}:${name}`);
    const token = read("_authToken");
    if (token) return `Bearer ${token}`;
    const auth = read("_auth");
    if (auth) return `Basic ${auth}`;
    const username = read("username");
    const password = read("_password");
    if (!username || !password) return undefined;
    const plain = Buffer.from(password, "base64").toString();
    return `Basic ${Buffer.from(`${username}:${plain}`).toString("base64")}`;
  }
}

function isThisMachine(hostname: string): boolean {
  const literal = hostname.replace(/^\[|\]$/g, "");
  return (
    hostname === "localhost" || (isIP(literal) !== 0 && isLoopback(literal))
  );
}

async function readTls(
  values: ReadonlyMap<string, string>,
  configDir: string,
): Promise<TlsOptions> {
  const file = values.get("cafile");
  const ca =
    values.get("ca") ||
    (file &&
      (await readFile(path.resolve(configDir, file), "utf8").catch(() => "")));
  return {
    ...(ca && { ca }),
    ...(values.get("strict-ssl") === "false" && { rejectUnauthorized: false }),
  };
}
