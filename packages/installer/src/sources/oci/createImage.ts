import type { PackedTree } from "../archive/packTree.ts";
import { type BlobContent, describeBlob, toBlob } from "./blobContent.ts";
import { OCI_TYPES } from "./ociTypes.ts";
import { DYNAMIC_PACKAGES } from "./readDynamicPackages.ts";

/** A package in a layer and a folder of its own. */
export interface PackedPackage {
  /** Its `package.json`. */
  readonly manifest: {
    readonly name: string;
    readonly version: string;
    readonly description?: unknown;
    readonly backstage?: unknown;
  };
  /** With everything below `packageFolder`. */
  readonly layer: PackedTree;
}

export interface Image {
  readonly manifest: BlobContent & { readonly mediaType: string };
  /** All that the manifest names. */
  readonly blobs: readonly BlobContent[];
}

/**
 * An image of packages in the form that the exporters of dynamic plugins give. The same packages give the same digest.
 * https://github.com/opencontainers/image-spec/blob/main/manifest.md
 */
export function createImage(
  packages: readonly PackedPackage[],
  told: {
    readonly artifactType?: string;
    /** Beside what installers look for. */
    readonly annotations?: Readonly<Record<string, string>> | undefined;
  },
): Image {
  const layers = packages.map(({ layer }) => layer);
  const config = toBlob({
    // An image has to name a platform. Plugins are for any; it is always the same.
    architecture: "amd64",
    os: "linux",
    config: {},
    rootfs: {
      type: "layers",
      diff_ids: layers.map(({ plainDigest }) => plainDigest),
    },
  });
  const { artifactType, annotations } = told;
  const mediaType = OCI_TYPES.manifest;
  const manifest = toBlob({
    schemaVersion: 2,
    mediaType,
    artifactType,
    config: describeBlob(OCI_TYPES.config, config),
    layers: layers.map((layer) => describeBlob(OCI_TYPES.layer, layer)),
    annotations: { ...annotations, [DYNAMIC_PACKAGES]: summarize(packages) },
  });
  return { manifest: { ...manifest, mediaType }, blobs: [config, ...layers] };
}

/** `@scope/name` → `scope-name`. */
export function packageFolder(name: string): string {
  return name.replace(/^@/, "").replaceAll("/", "-");
}

/** What installers show before they unpack: base64 of a JSON list with one object per package, by its folder. */
function summarize(packages: readonly PackedPackage[]): string {
  const list = packages.map(({ manifest }) => {
    const { name, version, description, backstage } = manifest;
    return { [packageFolder(name)]: { name, version, description, backstage } };
  });
  return Buffer.from(JSON.stringify(list)).toString("base64");
}
