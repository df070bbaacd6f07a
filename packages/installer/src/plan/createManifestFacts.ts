import type { PublishedManifest } from "../sources/npm/PublishedManifest.ts";
import type { HostFacts } from "../verify/HostFacts.ts";
import type { PackageFacts } from "../verify/PackageFacts.ts";

/** As much of a package's facts as its `package.json` tells without the files around it. Pure. */
export function createManifestFacts(
  manifest: PublishedManifest,
  host: HostFacts,
): PackageFacts {
  const { name, version, backstage, engines } = manifest;
  const backend = isBackend(manifest);
  return {
    name,
    version,
    description: undefined,
    role: backstage?.role,
    pluginId: backstage?.pluginId,
    supportedVersions: backstage?.["supported-versions"],
    parts: { backend, frontend: isFrontend(manifest) },
    frontend: undefined,
    completion: { kind: "none" },
    pluginPackages: backstage?.pluginPackages ?? [],
    node: engines?.node,
    ranges: backend ? expectedRanges(manifest, host) : {},
    configSchema: undefined,
  };
}

/** Dependencies that aren't inside its tarball. */
export function unbundledDependencies({
  dependencies,
  bundleDependencies: bundled = [],
}: PublishedManifest): Readonly<Record<string, string>> {
  if (bundled === true) return {};
  const inside = new Set(bundled === false ? [] : bundled);
  return Object.fromEntries(
    Object.entries(dependencies).filter(([name]) => !inside.has(name)),
  );
}

/** Its peers, and what it depends on that the host gives. It brings the rest along. */
function expectedRanges(
  manifest: PublishedManifest,
  { shared }: HostFacts,
): Record<string, string> {
  const { peerDependencies, peerDependenciesMeta } = manifest;
  const peers = Object.entries(peerDependencies).filter(
    ([name]) => !peerDependenciesMeta[name]?.optional,
  );
  const given = Object.entries(unbundledDependencies(manifest)).filter(
    ([name]) => shared[name] !== undefined,
  );
  return Object.fromEntries([...given, ...peers]);
}

function isBackend(manifest: PublishedManifest): boolean {
  const role = manifest.backstage?.role;
  if (role !== undefined) return /^backend-plugin(?:-module)?$/.test(role);
  const contract = "@backstage/backend-plugin-api";
  return (
    contract in manifest.dependencies || contract in manifest.peerDependencies
  );
}

function isFrontend({ backstage }: PublishedManifest): boolean {
  return /^frontend-plugin(?:-module)?$/.test(backstage?.role ?? "");
}
