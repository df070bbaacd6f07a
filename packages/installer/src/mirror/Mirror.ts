import type { Connection } from "../sources/oci/RegistryConnection.ts";
import type { OciRegistry } from "../sources/oci/OciRegistry.ts";
import { readBlobBytes } from "../sources/oci/readBlobBytes.ts";
import {
  type BlobRef,
  type MirrorContents,
  type MirroredArchive,
  type MirroredRepository,
  type Release,
  releaseDocumentSchema,
} from "./MirrorContents.ts";

/** A mirror that was opened: what it says it holds, and access to it. */
export class Mirror {
  /** As written, for messages. */
  readonly text: string;
  readonly repository: string;
  readonly contents: MirrorContents;
  /** Of the index that names everything. */
  readonly root: string;
  readonly connection: Connection;
  readonly registry: OciRegistry;
  readonly #archives: ReadonlyMap<string, MirroredArchive>;
  readonly #repositories: ReadonlyMap<string, MirroredRepository>;
  readonly #releases = new Map<string, Promise<Release>>();

  constructor(opened: OpenedMirror) {
    const { text, repository, contents, root, connection, registry } = opened;
    this.text = text;
    this.repository = repository;
    this.contents = contents;
    this.root = root;
    this.connection = connection;
    this.registry = registry;
    this.#archives = new Map(
      contents.archives.map((one) => [one.integrity, one]),
    );
    this.#repositories = new Map(
      contents.repositories.map((one) => [one.name, one]),
    );
  }

  archive(integrity: string): MirroredArchive | undefined {
    return this.#archives.get(integrity);
  }

  /** By `host/repository`. */
  repositoryNamed(name: string): MirroredRepository | undefined {
    return this.#repositories.get(name);
  }

  /** Throws NetworkFailure where its bytes aren't those that the mirror names. */
  release(document: BlobRef, signal: AbortSignal): Promise<Release> {
    const known = this.#releases.get(document.digest);
    if (known) return known;
    const read = this.#readRelease(document, signal);
    this.#releases.set(document.digest, read);
    return read;
  }

  async #readRelease(document: BlobRef, signal: AbortSignal): Promise<Release> {
    const blob = { ...document, signal };
    const bytes = await readBlobBytes(this.registry, this.repository, blob);
    return releaseDocumentSchema.parse(JSON.parse(bytes.toString("utf8")));
  }
}

export interface OpenedMirror {
  readonly text: string;
  readonly repository: string;
  readonly contents: MirrorContents;
  readonly root: string;
  readonly connection: Connection;
  readonly registry: OciRegistry;
}
