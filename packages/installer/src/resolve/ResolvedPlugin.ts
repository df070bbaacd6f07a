import type { PublishedSignatures } from "../signatures/NpmEvidence.ts";
import type { PluginRequest } from "../config/PluginRequest.ts";

/** A blob of an OCI artifact, as its manifest describes it. `size` in bytes. */
export interface OciLayer {
  readonly digest: string;
  readonly size: number;
  readonly mediaType: string;
  /** `org.opencontainers.image.title`, where a tool that pushes single files left it. */
  readonly title: string | undefined;
}

/** The exact thing to bring, by kind. Data only: no clients, no credentials. */
export type ExactSource =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "archive"; readonly path: string }
  | { readonly kind: "url"; readonly url: string }
  | {
      readonly kind: "npm";
      readonly name: string;
      readonly version: string;
      readonly tarball: string;
      /** SRI of the tarball as the registry tells it. */
      readonly integrity: string;
      /** Bytes of all files, where the registry tells. */
      readonly unpackedSize: number | undefined;
      /** What the registry has of signatures, unchecked. */
      readonly published?: PublishedSignatures | undefined;
    }
  | {
      readonly kind: "oci";
      readonly registry: string;
      readonly repository: string;
      /** Digest of the image manifest (of the matching platform where the reference named an index). */
      readonly digest: string;
      /** Digest of the index that the reference named, where it led to the manifest; undefined where none did or is known. */
      readonly index?: string | undefined;
      /** The folder inside the artifact; `.` where the artifact's root is the package. */
      readonly path: string;
      readonly layers: readonly OciLayer[];
    };

/** Reference → exact identity. No bytes of the plugin yet. The value that the resolve stage hands on. */
export interface ResolvedPlugin {
  readonly request: PluginRequest;
  readonly source: ExactSource;
  /**
   * The identity of the bytes: npm's SRI, `sha256:<hex>!path` for OCI, `sha256-…` over an archive's bytes. Undefined
   * where only the bytes can tell (folders, URLs): fetch finds it out.
   */
  readonly digest: string | undefined;
  /** True where the registry could not be asked and the lock's answer was taken. */
  readonly stale: boolean;
}
