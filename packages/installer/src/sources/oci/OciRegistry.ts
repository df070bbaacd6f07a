import { createHash } from "node:crypto";
import * as z from "zod";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import { Limiter } from "./Limiter.ts";
import {
  type Descriptor,
  MANIFEST_TYPES,
  type Manifest,
  MAX_MANIFEST_BYTES,
  parseManifest,
} from "./parseManifest.ts";
import { type BlobOutcome, type BlobToPush, pushBlob } from "./pushBlob.ts";
import { type ManifestContent, pushManifest } from "./pushManifest.ts";
import { readAnswer } from "./readAnswer.ts";
import { readReferrers } from "./readReferrers.ts";
import {
  type Connection,
  type RegistryAnswer,
  RegistryConnection,
  type RegistryOptions,
  type RepositoryRequest,
  statusFailure,
} from "./RegistryConnection.ts";
import { RegistryFailure } from "./RegistryFailure.ts";
import type { Answer } from "./RegistryTransport.ts";
import { refuseWebPage } from "./refuseWebPage.ts";

export interface IdentifiedManifest {
  readonly digest: string;
  readonly manifest: Manifest;
  /** The bytes that the digest is of. */
  readonly content: Buffer;
}

/** More at once don't come faster, and some registries answer them with 429. */
const MAX_TRANSFERS = 8;
const TAGS_PER_PAGE = 100;
const MAX_TAG_PAGES = 50;
const tagsSchema = z.looseObject({ tags: z.array(z.string()).nullable() });

/** One OCI registry. Keeps its connections and tokens. https://github.com/opencontainers/distribution-spec */
export class OciRegistry {
  readonly #connection: Connection;
  readonly #transfers = new Limiter(MAX_TRANSFERS);

  /** `host` as in a reference: with its port, without a scheme. `connection` answers in its place. */
  constructor(host: string, options: RegistryOptions, connection?: Connection) {
    this.#connection = connection ?? new RegistryConnection(host, options);
  }

  /** A manifest by tag or digest, its bytes checked against every digest that is known of them. */
  readManifest(
    repository: string,
    reference: string,
    signal: AbortSignal,
  ): Promise<IdentifiedManifest> {
    return this.#connection.retrying(signal, async (signal) => {
      const { answer, url } = await this.#get({
        repository,
        target: `manifests/${reference}`,
        signal,
        headers: { accept: MANIFEST_TYPES },
      });
      refuseWebPage(answer, url);
      const content = await readAnswer(answer, url, MAX_MANIFEST_BYTES);
      const isDigest = reference.includes(":");
      const told = answer.headers["docker-content-digest"];
      if (typeof told === "string") checkDigest(content, told, url);
      if (isDigest) checkDigest(content, reference, url);
      const digest = isDigest ? reference : hashOf(content, "sha256");
      return { digest, manifest: parseManifest(content, url.href), content };
    });
  }

  /** What refers to a manifest, whether the registry lists that itself or a tag does. */
  readReferrers(
    repository: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<readonly Descriptor[]> {
    return readReferrers(this.#connection, { repository, digest, signal });
  }

  /** All tags of a repository, as the registry orders them; the first few thousand where there are more. */
  async listAllTags(
    repository: string,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const tags = new Set<string>();
    let last: string | undefined;
    for (let pages = 0; pages < MAX_TAG_PAGES; pages += 1) {
      const found = await this.listTags(repository, signal, last);
      const before = tags.size;
      for (const tag of found) tags.add(tag);
      // Pages may be smaller than asked for; a registry that has none answers the same once more.
      if (tags.size === before) break;
      last = found.at(-1);
    }
    return [...tags];
  }

  /** Some tags of a repository, as the registry orders them: the first, or those behind `last`. */
  listTags(
    repository: string,
    signal: AbortSignal,
    last?: string,
  ): Promise<string[]> {
    return this.#connection.retrying(signal, async (signal) => {
      const after =
        last === undefined ? "" : `&last=${encodeURIComponent(last)}`;
      const target = `tags/list?n=${TAGS_PER_PAGE}${after}`;
      const { answer, url } = await this.#get({ repository, target, signal });
      const { maxMetadataBytes } = this.#connection.network;
      const body = await readAnswer(answer, url, maxMetadataBytes);
      try {
        return tagsSchema.parse(JSON.parse(body.toString())).tags ?? [];
      } catch (cause) {
        const message = `${url.href} answered something that is not a list of tags`;
        throw new NetworkFailure("format", message, { cause });
      }
    });
  }

  /** Asks for a blob and hands the answer to `read`; a retryable failure of either starts both afresh. */
  readBlob<T>(
    repository: string,
    digest: string,
    {
      signal,
      read,
    }: {
      signal: AbortSignal;
      read: (answer: Answer, url: URL) => Promise<T>;
    },
  ): Promise<T> {
    return this.#transfers.run(() =>
      this.#connection.retrying(signal, async (signal) => {
        const target = `blobs/${digest}`;
        const { answer, url } = await this.#get({ repository, target, signal });
        refuseWebPage(answer, url);
        return read(answer, url);
      }),
    );
  }

  /** Brings a blob into a repository, unless it is there. */
  pushBlob(push: BlobToPush): Promise<BlobOutcome> {
    return this.#transfers.run(() =>
      this.#connection.retrying(push.signal, (signal) =>
        pushBlob(this.#connection, { ...push, signal }),
      ),
    );
  }

  /**
   * Gives a manifest its tag, whatever had it before. The blobs that it names have to be there. Answers the digest of its
   * subject where the registry keeps a list of what refers to that.
   */
  pushManifest(
    repository: string,
    manifest: ManifestContent,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    return this.#connection.retrying(signal, (signal) =>
      pushManifest(this.#connection, { repository, manifest, signal }),
    );
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #get(request: RepositoryRequest): Promise<RegistryAnswer> {
    const answered = await this.#connection.request(request);
    if (answered.answer.statusCode === 200) return answered;
    throw await statusFailure(answered);
  }
}

function checkDigest(content: Buffer, digest: string, url: URL) {
  const [algorithm = ""] = digest.split(":");
  if (algorithm !== "sha256" && algorithm !== "sha512") return;
  const computed = hashOf(content, algorithm);
  if (computed === digest) return;
  throw new RegistryFailure(
    "digest",
    `the manifest at ${url.href} is ${computed} instead of ${digest}`,
  );
}

function hashOf(content: Buffer, algorithm: "sha256" | "sha512"): string {
  return `${algorithm}:${createHash(algorithm).update(content).digest("hex")}`;
}
