import path from "node:path";
import { describeIssue } from "../describeIssue.ts";
import type { FetchedPlugin } from "../fetch/FetchedPlugin.ts";
import {
  type FederationManifest,
  federationManifestSchema,
} from "./federationManifestSchema.ts";
import type { FrontendFacts } from "./PackageFacts.ts";
import { verifyError } from "./verifyError.ts";

/** The package's federated remote, or undefined where it has none. Every script that it names must be there. */
export function createFrontendFacts(
  fetched: FetchedPlugin,
): FrontendFacts | undefined {
  if (fetched.federationManifest === undefined) return undefined;
  const manifest = parseManifest(fetched);
  const { metaData, exposes } = manifest;
  const hashes = new Map(
    fetched.files.map(({ path, sha256 }) => [path, sha256]),
  );
  const { remoteEntry } = metaData;
  const entry = inDist(`${remoteEntry.path}/${remoteEntry.name}`);
  const modules = exposes.map(({ name, path, assets }) => ({
    name: path ?? name,
    scripts: (assets?.js?.sync ?? []).map(inDist),
  }));
  const promised = [entry, ...modules.flatMap(({ scripts }) => scripts)];
  const missing = promised.filter((script) => !hashes.has(script));
  const entryHash = hashes.get(entry);
  if (missing.length > 0 || entryHash === undefined) {
    throw verifyError("VERIFY_ENTRY_MISSING", fetched, {
      message: `its remote is broken: dist/mf-manifest.json names ${missing.join(", ")}, which the package doesn't have`,
      hint: "Build it again, or use another version.",
    });
  }
  return {
    containerName: metaData.name,
    globalName: metaData.globalName ?? metaData.name,
    entry,
    entryIntegrity: toSri(entryHash),
    evaluatesCode: metaData.evaluatesCode,
    exposes: modules,
    shared: Object.fromEntries(
      manifest.shared.map((use) => [use.name, toSharedUse(use)]),
    ),
  };
}

function toSharedUse(
  use: FederationManifest["shared"][number],
): FrontendFacts["shared"][string] {
  const { requiredVersion: range, singleton, assets } = use;
  const files = [...(assets?.js?.sync ?? []), ...(assets?.js?.async ?? [])];
  return { range, singleton, hasOwn: files.length > 0 };
}

function parseManifest(fetched: FetchedPlugin): FederationManifest {
  const parsed = federationManifestSchema.safeParse(fetched.federationManifest);
  if (parsed.success) return parsed.data;
  throw verifyError("VERIFY_MANIFEST_INVALID", fetched, {
    message: `dist/mf-manifest.json: ${describeIssue(parsed.error)}`,
    hint: "Build the remote again.",
  });
}

/** The manifest's paths are relative to `dist`, and a hostile one must not lead out of it. */
function inDist(file: string): string {
  return `dist/${path.posix.normalize(`/${file}`).slice(1)}`;
}

function toSri(sha256: string): string {
  return `sha256-${Buffer.from(sha256, "hex").toString("base64")}`;
}
