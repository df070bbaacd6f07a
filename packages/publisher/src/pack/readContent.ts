import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  HASHES_FILE,
  fileMode,
  formatHashList,
  listPackageFiles,
} from "@flyloft/installer/publishing";
import { readRecord, RECORD_FILE } from "../build/BuildRecord.ts";
import { PublishError } from "../errors.ts";
import { textOf } from "../source/Manifest.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";
import type { PackageContent, PackedFile } from "./PackageContent.ts";
import { publishedManifest } from "./publishedManifest.ts";

/**
 * Reads what goes out of a plugin's folder: the files that npm would take, and the `package.json` as the published package has
 * it. Nothing of it depends on the machine or the time.
 *
 * @throws PublishError `PUBLISH_FILE_REFUSED`
 */
export async function readContent(
  folder: PluginFolder,
): Promise<PackageContent> {
  const { dir, label } = folder;
  const record = await readRecord(dir);
  const manifest = publishedManifest(folder.manifest, record);
  const files: PackedFile[] = [];
  for (const { path: name, stats } of await listPackageFiles(dir)) {
    if (isOwn(name)) continue;
    if (!stats.isFile()) throw notAFile(folder, name);
    const bytes =
      name === "package.json"
        ? Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
        : await readFile(path.join(dir, name));
    files.push({ path: name, mode: fileMode(stats), bytes });
  }
  const version = textOf(manifest["version"]) ?? "";
  files.push(hashListOf({ name: label, version, files }));
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { name: label, version, manifest, files };
}

/** Goes along in every form of the package, and is checked wherever it is installed. */
function hashListOf({
  name,
  version,
  files,
}: Omit<PackageContent, "manifest">): PackedFile {
  const text = formatHashList({
    name,
    version,
    files: files.map(({ path, bytes }) => {
      return { path, sha256: createHash("sha256").update(bytes).digest("hex") };
    }),
  });
  return { path: HASHES_FILE, mode: 0o644, bytes: Buffer.from(text) };
}

/** What building and packing leave in a folder, and what is made anew. */
function isOwn(name: string): boolean {
  if (name === RECORD_FILE || name === HASHES_FILE) return true;
  return /^[^/]+\.(?:tgz|zip)$/.test(name) || /^[^/]+\.oci\//.test(name);
}

function notAFile({ label, text }: PluginFolder, name: string): PublishError {
  return new PublishError(
    "PUBLISH_FILE_REFUSED",
    `${label}: ${name} is a link or a device, which no portal unpacks`,
    {
      hint: "Put the file itself there, or leave it out with `files` in the package.json.",
      place: text.placeOf(["files"]),
    },
  );
}
