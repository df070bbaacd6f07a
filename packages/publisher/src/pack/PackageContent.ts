import type { Manifest } from "../source/Manifest.ts";

export interface PackedFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly mode: 0o644 | 0o755;
  readonly bytes: Buffer;
}

/** A package as it goes out: the same in each of the forms that it is packed in. */
export interface PackageContent {
  readonly name: string;
  readonly version: string;
  /** The `package.json` among the files. */
  readonly manifest: Manifest;
  /** Sorted by path. */
  readonly files: readonly PackedFile[];
}

/** What npm calls a tarball: `@acme/plugin-radar` 1.0.0 → `acme-plugin-radar-1.0.0`. */
export function fileNameOf({
  name,
  version,
}: Pick<PackageContent, "name" | "version">): string {
  return `${name.replace(/^@/, "").replaceAll("/", "-")}-${version}`;
}
