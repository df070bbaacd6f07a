import type { PublishedManifest } from "../sources/npm/PublishedManifest.ts";
import { createProfile } from "../verify/createProfile.ts";
import { NOTHING_ASKED, parseFlyloft } from "../verify/flyloftManifest.ts";
import type { PackageFacts } from "../verify/PackageFacts.ts";

/** As much of a package's facts as its `package.json` tells without the files around it. Pure. */
export function createManifestFacts(manifest: PublishedManifest): PackageFacts {
  const { name, version, backstage, engines } = manifest;
  const backend = isBackend(manifest);
  const parsed = parseFlyloft(manifest.flyloft);
  const flyloft = "flyloft" in parsed ? parsed.flyloft : NOTHING_ASKED;
  return {
    name,
    version,
    description: manifest.description,
    profile: createProfile(manifest, flyloft),
    permissions: flyloft.permissions,
    readme: undefined,
    role: backstage?.role,
    pluginId: backstage?.pluginId,
    supportedVersions: backstage?.["supported-versions"],
    parts: { backend, frontend: isFrontend(manifest) },
    frontend: undefined,
    completion: {
      kind: backend && !isComplete(manifest) ? "link" : "none",
    },
    pluginPackages: backstage?.pluginPackages ?? [],
    node: engines?.node,
    ranges: backend ? expectedRanges(manifest) : {},
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

function expectedRanges(manifest: PublishedManifest): Record<string, string> {
  const { peerDependencies, peerDependenciesMeta } = manifest;
  const peers = Object.entries(peerDependencies).filter(
    ([name]) => !peerDependenciesMeta[name]?.optional,
  );
  return { ...unbundledDependencies(manifest), ...Object.fromEntries(peers) };
}

/** One that bundles what it depends on was exported; others are completed. */
function isComplete(manifest: PublishedManifest): boolean {
  return Object.keys(unbundledDependencies(manifest)).length === 0;
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
