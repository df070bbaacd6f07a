import type { ResolvedPlugin } from "../resolve/ResolvedPlugin.ts";

/** One regular file of an unpacked package. `path` is relative with `/`; `sha256` is hex; `mode` is 0o644 or 0o755. */
export interface TreeFile {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly sha256: string;
}

/** The bytes, unpacked in a staging folder of this attempt alone. The value that the fetch stage hands on. */
export interface FetchedPlugin {
  readonly resolved: ResolvedPlugin;
  /** The package's root inside the staging folder. */
  readonly dir: string;
  /** Digest computed over the bytes that arrived, in the form of `ResolvedPlugin.digest`. */
  readonly digest: string;
  /** SRI strings computed over the same bytes (sha512 and whatever `integrity` asked for); empty for folders and OCI. */
  readonly integrities: readonly string[];
  readonly files: readonly TreeFile[];
  /** Parsed `package.json` of the package's root; undefined where there is none. */
  readonly packageJson: unknown;
  /** Parsed `dist/mf-manifest.json`; undefined where there is none. */
  readonly federationManifest: unknown;
  /** Parsed `flyloft-hashes.json` of the package's root; undefined where there is none. */
  readonly hashList: unknown;
}
