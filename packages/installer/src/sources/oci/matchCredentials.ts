import type { DockerAuth, DockerConfig } from "./DockerConfig.ts";

export type Credentials =
  | {
      readonly kind: "password";
      readonly username: string;
      readonly password: string;
    }
  /** Exchanged for an access token at the realm. */
  | { readonly kind: "identity"; readonly token: string }
  /** Sent as it is. */
  | { readonly kind: "bearer"; readonly token: string };

/** Docker Hub's key, for historical reasons. */
const HUB_KEY = "https://index.docker.io/v1/";

/** The name under which Docker stores a registry's credentials and asks helpers for them. */
export function credentialKey(registry: string): string {
  return isDockerHub(registry) ? HUB_KEY : registry;
}

export function isDockerHub(registry: string): boolean {
  return /^(?:(?:index|registry-1)\.)?docker\.io$/.test(registry);
}

/**
 * The entry of `auths` for a repository: keys may be hosts, URLs as `https://host/v1/`, or hosts with the beginning of
 * the repository's path, of which the longest wins. Ports have to be equal.
 */
export function matchCredentials(
  config: DockerConfig,
  registry: string,
  repository: string,
): Credentials | undefined {
  const target = isDockerHub(registry)
    ? `index.docker.io/${repository}`
    : `${registry}/${repository}`;
  const matches = Object.entries(config.auths)
    .map(([key, auth]) => ({ key: normalizeKey(key), auth }))
    .filter(({ key }) => target === key || target.startsWith(`${key}/`))
    .sort((a, b) => b.key.length - a.key.length);
  for (const { auth } of matches) {
    const credentials = parseAuth(auth);
    if (credentials) return credentials;
  }
  return undefined;
}

/** The helper that `config.json` names for this registry. */
export function matchHelper(
  config: DockerConfig,
  registry: string,
): string | undefined {
  const names = isDockerHub(registry)
    ? [HUB_KEY, "index.docker.io", "docker.io"]
    : [registry, `https://${registry}`];
  const name = names.find((key) => Object.hasOwn(config.credHelpers, key));
  return name === undefined ? config.credsStore : config.credHelpers[name];
}

function normalizeKey(key: string): string {
  const bare = key.replace(/^https?:\/\//, "").replace(/\/+$/, "");
  // Only URLs carry the API's version; a bare `host/v1` is a path of repositories.
  const host = bare === key ? bare : bare.replace(/\/v[12]$/, "");
  return host === "docker.io" ? "index.docker.io" : host;
}

function parseAuth(auth: DockerAuth): Credentials | undefined {
  if (auth.registrytoken) return { kind: "bearer", token: auth.registrytoken };
  if (auth.identitytoken) {
    return { kind: "identity", token: auth.identitytoken };
  }
  const decoded = Buffer.from(auth.auth ?? "", "base64").toString();
  const colon = decoded.indexOf(":");
  const [username, password] =
    colon > 0
      ? [decoded.slice(0, colon), decoded.slice(colon + 1).replace(/\0+$/, "")]
      : [auth.username, auth.password];
  return username && password !== undefined
    ? { kind: "password", username, password }
    : undefined;
}
