import type { BlobContent } from "../sources/oci/blobContent.ts";
import { dump } from "../sources/oci/RegistryTransport.ts";
import { statusFailure } from "../sources/oci/RegistryConnection.ts";
import type { Mirror } from "./Mirror.ts";
import type { BlobRef, MirroredArchive } from "./MirrorContents.ts";
import type {
  MirrorEnd,
  MirrorManifest,
  MirrorTarget,
} from "./MirrorTarget.ts";
import type { MirrorSite } from "./openMirror.ts";

/** A repository of an OCI registry. Its tag is moved last. */
export class RegistryTarget implements MirrorTarget {
  readonly text: string;
  readonly #site: MirrorSite;
  readonly #before: Mirror | undefined;
  readonly #signal: AbortSignal;

  /** `before` is the mirror that is there. */
  constructor(
    site: MirrorSite,
    before: Mirror | undefined,
    signal: AbortSignal,
  ) {
    this.text = site.text;
    this.#site = site;
    this.#before = before;
    this.#signal = signal;
  }

  async findArchive(integrity: string): Promise<MirroredArchive | undefined> {
    const known = this.#before?.archive(integrity);
    return known && (await this.has(known)) ? known : undefined;
  }

  has({ digest, size }: BlobRef): Promise<boolean> {
    const { connection, repository } = this.#site;
    return connection.retrying(this.#signal, async (signal) => {
      const answered = await connection.request({
        repository,
        signal,
        method: "HEAD",
        access: "push",
        target: `blobs/${digest}`,
      });
      const { statusCode, headers } = answered.answer;
      if (statusCode !== 200 && statusCode !== 404) {
        throw await statusFailure(answered);
      }
      await dump(answered.answer);
      const told = headers["content-length"];
      return (
        statusCode === 200 && (told === undefined || Number(told) === size)
      );
    });
  }

  async put(blob: BlobContent): Promise<void> {
    const { registry, repository } = this.#site;
    await registry.pushBlob({ repository, blob, signal: this.#signal });
  }

  async putManifest(manifest: MirrorManifest): Promise<void> {
    await this.#push(manifest, manifest.digest);
  }

  async finish({ root, tags }: MirrorEnd): Promise<void> {
    for (const [tag, manifest] of Object.entries(tags)) {
      await this.#push(manifest, tag);
    }
    await this.#push(root, this.#site.version);
  }

  close(): Promise<void> {
    return this.#site.connection.close();
  }

  async #push(manifest: MirrorManifest, tag: string): Promise<void> {
    const { registry, repository } = this.#site;
    const tagged = { ...manifest, tag };
    await registry.pushManifest(repository, tagged, this.#signal);
  }
}
