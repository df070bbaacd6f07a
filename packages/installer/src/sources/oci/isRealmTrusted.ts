import { isIP } from "node:net";

const SECOND_LEVEL = new Set(["ac", "co", "com", "edu", "gov", "net", "org"]);

/**
 * Whether a registry's credentials may go to the token server that it names. The registry chooses this URL: it must not
 * lead the password to a stranger. Trusted are the registry's own host, and hosts of the same domain, as Docker Hub's
 * `auth.docker.io` for `registry-1.docker.io`.
 */
export function isRealmTrusted(registry: URL, realm: URL): boolean {
  if (registry.protocol === "https:" && realm.protocol !== "https:") {
    return false;
  }
  if (registry.hostname === realm.hostname) return true;
  if (isAddress(registry.hostname) || isAddress(realm.hostname)) return false;
  const domain = parentDomain(registry.hostname);
  return (
    domain !== undefined &&
    (realm.hostname === domain || realm.hostname.endsWith(`.${domain}`))
  );
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

/** The host without its first label, as long as that can't be a public suffix such as `com` or `co.uk`. */
function parentDomain(hostname: string): string | undefined {
  const labels = hostname.split(".").slice(1);
  const [first = "", last = ""] = labels.slice(-2);
  const isSuffix = last.length === 2 && SECOND_LEVEL.has(first);
  return labels.length < (isSuffix ? 3 : 2) ? undefined : labels.join(".");
}
