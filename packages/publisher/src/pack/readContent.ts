import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileMode, listPackageFiles } from "@flyloft/installer/publishing";
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
    if (name === RECORD_FILE || isOwnOutput(name)) continue;
    if (!stats.isFile()) throw notAFile(folder, name);
    const bytes =
      name === "package.json"
        ? Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
        : await readFile(path.join(dir, name));
    files.push({ path: name, mode: fileMode(stats), bytes });
  }
  return {
    name: label,
    version: textOf(manifest["version"]) ?? "",
    manifest,
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** What packing leaves at the top of a folder whose `package.json` has no `files`. */
function isOwnOutput(name: string): boolean {
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
