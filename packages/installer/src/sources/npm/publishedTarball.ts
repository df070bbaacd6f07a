import type { PublishedVersion } from "./Packument.ts";

/** Registries from before SRI tell a hex SHA-1 only. Of several SRI hashes the strongest counts. */
export function integrityOf(dist: PublishedVersion["dist"]): string {
  const hashes = (dist.integrity ?? "").split(/\s+/).filter(Boolean);
  const strongest = ["sha512-", "sha384-", "sha256-", "sha1-"]
    .map((prefix) => hashes.find((hash) => hash.startsWith(prefix)))
    .find((hash) => hash !== undefined);
  if (strongest) return strongest;
  return `sha1-${Buffer.from(dist.shasum ?? "", "hex").toString("base64")}`;
}

/** npm's `replace-registry-host`: mirrors pass on documents that still name the public registry. */
export function tarballUrl(tarball: string, registry: string): string {
  const url = new URL(tarball, registry);
  if (url.host !== "registry.npmjs.org") return url.href;
  const { protocol, host } = new URL(registry);
  if (host === url.host) return url.href;
  const prefix = new URL(registry).pathname.replace(/\/$/, "");
  return `${protocol}//${host}${prefix}${url.pathname}`;
}

/** Where registries put tarballs, as npm assumes too: lockfiles needn't say it. */
export function usualTarballUrl(
  { name, version }: { readonly name: string; readonly version: string },
  registry: string,
): string {
  const base = name.slice(name.lastIndexOf("/") + 1);
  return `${registry}${name}/-/${base}-${version}.tgz`;
}
