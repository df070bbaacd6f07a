import type { KeptEvidence } from "../signatures/KeptEvidence.ts";
import type { TreeFile } from "../fetch/FetchedPlugin.ts";
import type { PackageFacts } from "../verify/PackageFacts.ts";

/** What a package's folder in the store says of itself. Written before the folder gets its name. */
export interface StoreMarker {
  readonly tree: string;
  readonly facts: PackageFacts;
}

/** What the store knows of a digest, or of a folder or archive on this machine, in `digests/`. */
export interface DigestRecord {
  /** The digest, or the key of the folder or archive. */
  readonly key: string;
  readonly digest: string;
  readonly tree: string;
  /** SRI strings computed over the bytes when they arrived. */
  readonly integrities: readonly string[];
  /** The run of the machine in which the tree was last checked. */
  readonly boot: string;
  /** Of folders and archives on this machine: what they looked like when the bytes were read. */
  readonly fingerprint: string | undefined;
  /** What was known of its signatures when a rule asked for them. */
  readonly evidence?: KeptEvidence | undefined;
}

/** A complete package in the store. */
export interface StoredPackage extends Omit<DigestRecord, "boot" | "key"> {
  readonly dir: string;
  readonly facts: PackageFacts;
}

/** The number rises with every change of {@link PackageFacts}: a marker of another form is as good as none. */
export const MARKER_FILE = ".flyloft.5.json";
export const FILES_FILE = ".flyloft-files.json";

export interface Promotion {
  /** The package's root in a staging folder. It is gone afterwards. */
  readonly dir: string;
  readonly tree: string;
  readonly files: readonly TreeFile[];
  readonly facts: PackageFacts;
}
