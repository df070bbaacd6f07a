import {
  createImage,
  packageFolder,
  packFiles,
} from "@flyloft/installer/publishing";
import { PublishError } from "../errors.ts";
import { objectOf, textOf } from "../source/Manifest.ts";
import type { PackageContent } from "./PackageContent.ts";

export const ARTIFACT_TYPE = "application/vnd.flyloft.plugin.v1";

/** An OCI artifact, complete and not yet anywhere. */
export interface Artifact extends ReturnType<typeof createImage> {
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
  const packed = await Promise.all(
    packages.map(async ({ name, version, manifest, files }) => ({
      manifest: { ...manifest, name, version },
      layer: await packFiles(files, packageFolder(name)),
    })),
  );
  const annotations = annotate(first);
  return {
    ...createImage(packed, { artifactType: ARTIFACT_TYPE, annotations }),
    packages: packages.map(({ name, version }, index) => ({
      name,
      version,
      folder: packageFolder(name),
      digest: packed[index]?.layer.digest ?? "",
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
function annotate({
  name,
  version,
  manifest,
}: PackageContent): Readonly<Record<string, string>> {
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
  return Object.fromEntries(told);
}
