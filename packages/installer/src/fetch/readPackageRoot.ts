import { readFile } from "node:fs/promises";
import path from "node:path";
import { InstallerError } from "../errors.ts";
import { HASHES_FILE } from "../hashList.ts";
import type { TreeFile } from "./FetchedPlugin.ts";

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

export interface UnpackedPackage {
  readonly dir: string;
  readonly files: readonly TreeFile[];
  /** For messages. */
  readonly plugin: string;
}

export interface PackageManifests {
  readonly packageJson: unknown;
  readonly federationManifest: unknown;
  readonly hashList: unknown;
}

/** The files of a package that the verify stage looks into. Throws VERIFY_MANIFEST_INVALID where one isn't JSON. */
export async function readPackageRoot(
  unpacked: UnpackedPackage,
): Promise<PackageManifests> {
  const [packageJson, federationManifest, hashList] = await Promise.all([
    readJson(unpacked, "package.json"),
    readJson(unpacked, "dist/mf-manifest.json"),
    readJson(unpacked, HASHES_FILE),
  ]);
  return { packageJson, federationManifest, hashList };
}

async function readJson(
  { dir, files, plugin }: UnpackedPackage,
  name: string,
): Promise<unknown> {
  const file = files.find(({ path }) => path === name);
  if (!file) return undefined;
  try {
    if (file.size > MAX_MANIFEST_BYTES) throw new Error("it is too large");
    const text = await readFile(path.join(dir, name), "utf8");
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new InstallerError(
      "VERIFY_MANIFEST_INVALID",
      `${plugin}: ${name} is not valid: ${(cause as Error).message}`,
      { hint: "Its publisher has to correct it.", plugin, cause },
    );
  }
}
