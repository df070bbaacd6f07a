import { createHash } from "node:crypto";
import type { TreeFile } from "../../fetch/FetchedPlugin.ts";
import { packTree } from "../archive/packTree.ts";
import type { BlobContent } from "./pushBlob.ts";
import type { OciRegistry } from "./OciRegistry.ts";
import { DYNAMIC_PACKAGES } from "./readDynamicPackages.ts";

/** A package on disk, and where it goes. */
export interface PackageArtifact {
  readonly repository: string;
  readonly tag: string;
  readonly dir: string;
  readonly files: readonly TreeFile[];
  readonly packageJson: PackageSummary;
  /** Of the manifest, beside what installers look for. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What of a `package.json` installers show before they unpack. */
interface PackageSummary {
  readonly name: string;
  readonly version: string;
  readonly description?: string | undefined;
  readonly backstage?: unknown;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

/**
 * Pushes a package as an image of one layer with the package in one folder, as the exporters of dynamic plugins do.
 * Answers the manifest's digest. https://github.com/opencontainers/image-spec/blob/main/manifest.md
 */
export async function pushPackage(
  registry: OciRegistry,
  artifact: PackageArtifact,
  signal: AbortSignal,
): Promise<{ readonly digest: string }> {
  const { repository, tag, packageJson } = artifact;
  const folder = packageFolder(packageJson.name);
  const layer = await packTree(artifact, folder);
  const config = toBlob({
    // An image has to name a platform. These files run in browsers; any would do, and it is always the same.
    architecture: "amd64",
    os: "linux",
    config: {},
    rootfs: { type: "layers", diff_ids: [layer.plainDigest] },
  });
  const manifest = toBlob({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, ...describe(config) },
    layers: [{ mediaType: LAYER, ...describe(layer) }],
    annotations: {
      ...artifact.annotations,
      [DYNAMIC_PACKAGES]: summarize(folder, packageJson),
    },
  });
  await Promise.all(
    [layer, config].map((blob) =>
      registry.pushBlob({ repository, blob, signal }),
    ),
  );
  const tagged = { ...manifest, tag, mediaType: MANIFEST };
  await registry.pushManifest(repository, tagged, signal);
  return { digest: manifest.digest };
}

/** `@scope/name` → `scope-name`. */
export function packageFolder(name: string): string {
  return name.replace(/^@/, "").replaceAll("/", "-");
}

function summarize(folder: string, packageJson: PackageSummary): string {
  const { name, version, description, backstage } = packageJson;
  const summary = { name, version, description, backstage };
  return Buffer.from(JSON.stringify([{ [folder]: summary }])).toString(
    "base64",
  );
}

function toBlob(content: unknown): BlobContent {
  const bytes = Buffer.from(JSON.stringify(content));
  const hex = createHash("sha256").update(bytes).digest("hex");
  return { digest: `sha256:${hex}`, bytes };
}

function describe({ digest, bytes }: BlobContent) {
  return { digest, size: bytes.length };
}
