import { createHash } from "node:crypto";
import {
  DYNAMIC_PACKAGES,
  packageFolder,
  packFiles,
} from "@flyloft/installer/publishing";
import { PublishError } from "../errors.ts";
import { objectOf, textOf } from "../source/Manifest.ts";
import type { PackageContent } from "./PackageContent.ts";

export const ARTIFACT_TYPE = "application/vnd.flyloft.plugin.v1";
export const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
const CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
const LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";

export interface ArtifactBlob {
  /** `sha256:<hex>` */
  readonly digest: string;
  readonly bytes: Buffer;
}

/** An OCI artifact, complete and not yet anywhere. */
export interface Artifact {
  readonly manifest: ArtifactBlob & { readonly mediaType: string };
  /** Everything that the manifest names. */
  readonly blobs: readonly ArtifactBlob[];
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    /** Inside the artifact; behind the `!` of a reference. */
    readonly folder: string;
    /** Of the layer that holds it. */
    readonly digest: string;
  }[];
}

/**
 * Puts packages into one artifact, each in a layer and a folder of its own: the form that the exporters of dynamic plugins
 * give, so that their installers, podman and skopeo read it. The same packages give the same digest.
 * https://github.com/opencontainers/image-spec/blob/main/manifest.md
 *
 * @throws PublishError `PUBLISH_PACKAGES_CLASH`
 */
export async function createArtifact(
  packages: readonly PackageContent[],
): Promise<Artifact> {
  const [first] = packages;
  if (!first) throw new TypeError("An artifact holds at least one package.");
  refuseClash(packages);
  const layers = await Promise.all(
    packages.map(({ name, files }) => packFiles(files, packageFolder(name))),
  );
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
  const manifest = toBlob({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: ARTIFACT_TYPE,
    config: { mediaType: CONFIG_TYPE, ...describe(config) },
    layers: layers.map((layer) => ({
      mediaType: LAYER_TYPE,
      ...describe(layer),
    })),
    annotations: annotate(first, packages),
  });
  return {
    manifest: { ...manifest, mediaType: MANIFEST_TYPE },
    blobs: [config, ...layers],
    packages: packages.map(({ name, version }, index) => ({
      name,
      version,
      folder: packageFolder(name),
      digest: layers[index]?.digest ?? "",
    })),
  };
}

function refuseClash(packages: readonly PackageContent[]): void {
  const folders = packages.map(({ name }) => packageFolder(name));
  const twice = folders.find((name, index) => folders.indexOf(name) < index);
  if (twice === undefined) return;
  throw new PublishError(
    "PUBLISH_PACKAGES_CLASH",
    `Two of the packages would be in the folder ${twice} of the artifact`,
    { hint: "Name each package once." },
  );
}

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
function annotate(
  { name, version, manifest }: PackageContent,
  packages: readonly PackageContent[],
): Readonly<Record<string, string>> {
  const { repository, license, author, homepage, description } = manifest;
  const title = textOf(objectOf(manifest["flyloft"])?.["title"]);
  const fields: Readonly<Record<string, string | undefined>> = {
    title: title ?? name,
    version,
    description: textOf(description),
    licenses: textOf(license),
    authors: textOf(author) ?? textOf(objectOf(author)?.["name"]),
    url: textOf(homepage),
    source: textOf(repository) ?? textOf(objectOf(repository)?.["url"]),
  };
  const told = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [[`org.opencontainers.image.${key}`, value] as const],
  );
  return {
    ...Object.fromEntries(told),
    [DYNAMIC_PACKAGES]: summarize(packages),
  };
}

/** Base64 of a JSON list with one object per package, by its folder. */
function summarize(packages: readonly PackageContent[]): string {
  const list = packages.map(({ name, version, manifest }) => {
    const { description, backstage } = manifest;
    return { [packageFolder(name)]: { name, version, description, backstage } };
  });
  return Buffer.from(JSON.stringify(list)).toString("base64");
}

function toBlob(content: unknown): ArtifactBlob {
  const bytes = Buffer.from(JSON.stringify(content));
  const hex = createHash("sha256").update(bytes).digest("hex");
  return { digest: `sha256:${hex}`, bytes };
}

function describe({ digest, bytes }: ArtifactBlob) {
  return { digest, size: bytes.length };
}
