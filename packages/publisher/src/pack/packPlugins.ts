import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { packFiles } from "@flyloft/installer/publishing";
import { readValidContent } from "../validate/validatePlugin.ts";
import { createArtifact } from "./createArtifact.ts";
import { writeLayout } from "./layout.ts";
import { fileNameOf, type PackageContent } from "./PackageContent.ts";
import { tagOf } from "./tagOf.ts";
import { writeZip } from "./writeZip.ts";

export const FORMATS = ["npm", "zip", "oci"] as const;
export type PackFormat = (typeof FORMATS)[number];

export interface PackOptions {
  /** Of plugins' packages. */
  readonly folders: readonly string[];
  readonly formats: readonly PackFormat[];
  /** Where the archives go. */
  readonly out: string;
}

export interface PackedArchive {
  readonly format: PackFormat;
  /** The archive; the folder of a layout. */
  readonly file: string;
  /** `name@version` */
  readonly packages: readonly string[];
  /** SRI of an archive, digest of an artifact. */
  readonly digest: string;
  readonly bytes: number;
}

/**
 * Packs packages: each as a tarball or a zip of its own, all together as one OCI layout. The same files give the same bytes.
 *
 * @throws PublishError `PUBLISH_INVALID`, `PUBLISH_PACKAGES_CLASH`
 */
export async function packPlugins({
  folders,
  formats,
  out,
}: PackOptions): Promise<readonly PackedArchive[]> {
  const packages: PackageContent[] = [];
  for (const folder of folders) packages.push(await readValidContent(folder));
  await mkdir(out, { recursive: true });
  const packed: PackedArchive[] = [];
  for (const format of new Set(formats)) {
    if (format === "oci") {
      packed.push(await packLayout(packages, out));
    } else {
      for (const one of packages) packed.push(await packOne(one, format, out));
    }
  }
  return packed;
}

async function packOne(
  content: PackageContent,
  format: "npm" | "zip",
  out: string,
): Promise<PackedArchive> {
  const bytes =
    format === "npm" ? await tarballOf(content) : writeZip(content.files);
  const extension = format === "npm" ? "tgz" : "zip";
  const file = path.join(out, `${fileNameOf(content)}.${extension}`);
  await writeFile(file, bytes);
  return {
    format,
    file,
    packages: [labelOf(content)],
    digest: integrityOf(bytes),
    bytes: bytes.length,
  };
}

/** As npm has it: everything below `package`. */
export async function tarballOf({ files }: PackageContent): Promise<Buffer> {
  return (await packFiles(files, "package")).bytes;
}

export function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

async function packLayout(
  packages: readonly PackageContent[],
  out: string,
): Promise<PackedArchive> {
  const artifact = await createArtifact(packages);
  const [first] = packages;
  if (!first) throw new TypeError("There is nothing to pack.");
  const file = path.join(out, `${fileNameOf(first)}.oci`);
  await writeLayout(file, artifact, tagOf(first.version));
  const blobs = [artifact.manifest, ...artifact.blobs];
  return {
    format: "oci",
    file,
    packages: packages.map(labelOf),
    digest: artifact.manifest.digest,
    bytes: blobs.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
}

function labelOf({ name, version }: PackageContent): string {
  return `${name}@${version}`;
}
