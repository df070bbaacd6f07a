import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { NetworkPolicy } from "../network/NetworkPolicy.ts";
import type {
  Connection,
  RegistryAnswer,
  RepositoryRequest,
} from "../sources/oci/RegistryConnection.ts";
import { REF_NAME } from "./mediaTypes.ts";

export const indexFileSchema = z.looseObject({
  manifests: z.array(
    z.looseObject({
      digest: z.string(),
      annotations: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

/**
 * An OCI image layout in a folder, in place of a registry. Repositories have no names in it: it answers for any.
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export class LayoutConnection implements Connection {
  readonly network: NetworkPolicy;
  readonly #folder: string;

  constructor(folder: string, network: NetworkPolicy) {
    this.#folder = folder;
    this.network = network;
  }

  /** A disk that fails once fails again. */
  retrying<T>(
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return attempt(signal);
  }

  async request({
    target,
    signal,
  }: RepositoryRequest): Promise<RegistryAnswer> {
    const [kind = "", reference = ""] = String(target).split("/");
    const isNamed = kind === "manifests" && !reference.includes(":");
    const digest = isNamed ? await this.#digestOf(reference) : reference;
    const isContent = kind === "manifests" || kind === "blobs";
    if (!isContent || digest === undefined) return this.#nothing();
    const file = blobFile(this.#folder, digest);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return this.#nothing();
    const headers = { "content-length": String(found.size) };
    const body = createReadStream(file, { signal });
    return {
      answer: { statusCode: 200, headers, body: toBody(body) },
      url: pathToFileURL(file),
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #digestOf(tag: string): Promise<string | undefined> {
    const file = path.join(this.#folder, "index.json");
    const url = pathToFileURL(file).href;
    const text = await readFile(file, "utf8").catch((cause: unknown) => {
      const { message } = cause as Error;
      throw new NetworkFailure("unreachable", message, { cause });
    });
    const parsed = indexFileSchema.safeParse(parseJson(text));
    if (!parsed.success) {
      throw new NetworkFailure("format", `${url} is no index of a layout`);
    }
    const { manifests } = parsed.data;
    return manifests.find((one) => one.annotations[REF_NAME] === tag)?.digest;
  }

  #nothing(): RegistryAnswer {
    const body = toBody(Readable.from([]));
    const url = pathToFileURL(this.#folder);
    return { answer: { statusCode: 404, headers: {}, body }, url };
  }
}

/** Digests come from documents that anyone may have written: only their own form names a file. */
export function blobFile(folder: string, digest: string): string {
  const [, algorithm, hex] = /^(sha\d{3}):([a-f0-9]+)$/.exec(digest) ?? [];
  if (algorithm === undefined || hex === undefined) {
    throw new NetworkFailure("format", `${digest} is no digest`);
  }
  return path.join(folder, "blobs", algorithm, hex);
}

/** A stream as the answers of registries have it. */
export function toBody(stream: Readable): Readable & { dump(): Promise<void> } {
  const dump = async () => {
    stream.on("error", () => undefined).destroy();
  };
  return Object.assign(stream, { dump });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
