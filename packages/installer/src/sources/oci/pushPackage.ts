import type { TreeFile } from "../../fetch/FetchedPlugin.ts";
import { packTree } from "../archive/packTree.ts";
import {
  createImage,
  packageFolder,
  type PackedPackage,
} from "./createImage.ts";
import type { OciRegistry } from "./OciRegistry.ts";

/** A package on disk, and where it goes. */
export interface PackageArtifact {
  readonly repository: string;
  readonly tag: string;
  readonly dir: string;
  readonly files: readonly TreeFile[];
  readonly packageJson: PackedPackage["manifest"];
  /** Of the manifest, beside what installers look for. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Pushes a package as an image of one layer. Answers the manifest's digest. */
export async function pushPackage(
  registry: OciRegistry,
  artifact: PackageArtifact,
  signal: AbortSignal,
): Promise<{ readonly digest: string }> {
  const { repository, tag, packageJson, annotations } = artifact;
  const layer = await packTree(artifact, packageFolder(packageJson.name));
  const packed = { manifest: packageJson, layer };
  const { manifest, blobs } = createImage([packed], { annotations });
  await Promise.all(
    blobs.map((blob) => registry.pushBlob({ repository, blob, signal })),
  );
  await registry.pushManifest(repository, { ...manifest, tag }, signal);
  return { digest: manifest.digest };
}
