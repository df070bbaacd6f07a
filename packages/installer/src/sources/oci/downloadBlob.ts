import { createHash } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import path from "node:path";
import type { OciLayer } from "../../resolve/ResolvedPlugin.ts";
import type { Blob } from "./BlobCache.ts";
import { readChunks } from "./readAnswer.ts";
import { RegistryFailure } from "./RegistryFailure.ts";
import type { OciRegistry } from "./OciRegistry.ts";
import type { Answer } from "./RegistryTransport.ts";

export interface BlobTarget {
  readonly repository: string;
  readonly layer: OciLayer;
  /** A folder where a file can be made for it. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** The bytes that came since the last call. */
  readonly onBytes: (count: number) => void;
}

/**
 * Brings a blob into an unnamed file. Its size and digest are checked before anyone reads of it: what unpacks it later
 * never sees bytes that aren't the publisher's.
 */
export async function downloadBlob(
  registry: OciRegistry,
  target: BlobTarget,
): Promise<Blob> {
  const { repository, layer, signal } = target;
  return registry.readBlob(repository, layer.digest, {
    signal,
    read: async (answer, url) => {
      const file = await openUnnamed(target.folder).catch((error: unknown) => {
        answer.body.on("error", () => undefined).destroy();
        throw error;
      });
      try {
        await receive(answer, url, { ...target, file });
        return { file, size: layer.size };
      } catch (error) {
        await file.close();
        throw error;
      }
    },
  });
}

async function receive(
  answer: Answer,
  url: URL,
  { layer, file, onBytes }: BlobTarget & { file: FileHandle },
) {
  const { algorithm, value } = splitDigest(layer.digest);
  const hash = createHash(algorithm);
  let size = 0;
  let pending: Buffer[] = [];
  let pendingSize = 0;
  const flush = async () => {
    if (pending.length > 0) await file.writev(pending);
    pending = [];
    pendingSize = 0;
  };
  for await (const chunk of readChunks(answer, url)) {
    size += chunk.length;
    if (size > layer.size) throw wrongSize(url, layer, "more than");
    hash.update(chunk);
    onBytes(chunk.length);
    pending.push(chunk);
    pendingSize += chunk.length;
    if (pendingSize >= WRITE_SIZE) await flush();
  }
  if (size < layer.size) throw wrongSize(url, layer, `${size} instead of`);
  await flush();
  const digest = hash.digest("hex");
  if (digest === value) return;
  throw new RegistryFailure(
    "digest",
    `the bytes of ${url.href} have the digest ${algorithm}:${digest} instead of ${layer.digest}`,
  );
}

const WRITE_SIZE = 1024 * 1024;

function splitDigest(digest: string) {
  const [algorithm = "", value = ""] = digest.split(":");
  return { algorithm, value };
}

function wrongSize(url: URL, { size }: OciLayer, came: string) {
  return new RegistryFailure(
    "length",
    `${url.href} answered ${came} the ${size} bytes that its manifest says`,
  );
}

async function openUnnamed(folder: string): Promise<FileHandle> {
  const name = path.join(folder, crypto.randomUUID());
  const file = await open(name, "wx+", 0o600);
  await unlink(name);
  return file;
}
