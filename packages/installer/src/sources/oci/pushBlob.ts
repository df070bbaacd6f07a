import { NetworkFailure } from "../../network/NetworkFailure.ts";
import type { BlobContent } from "./blobContent.ts";
import { type Connection, statusFailure } from "./RegistryConnection.ts";
import { dump } from "./RegistryTransport.ts";

export interface BlobToPush {
  readonly repository: string;
  readonly blob: BlobContent;
  readonly signal: AbortSignal;
  /** A repository of the same registry that may have it already. */
  readonly mountFrom?: string | undefined;
}

/** `kept`: the repository had it; `mounted`: another one of the registry did. */
export type BlobOutcome = "kept" | "mounted" | "uploaded";

/** Larger ones go in pieces of this size: some proxies refuse more at once. */
const PIECE = 32 * 1024 * 1024;

/**
 * Brings a blob into a repository, unless it is there. Tried again, it asks for a new place: the registry may
 * have forgotten the old one. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs
 */
export async function pushBlob(
  connection: Connection,
  push: BlobToPush,
): Promise<BlobOutcome> {
  const { repository, blob, signal, mountFrom } = push;
  const common = { repository, signal, access: "push" } as const;
  const known = await connection.request({
    ...common,
    method: "HEAD",
    target: `blobs/${blob.digest}`,
  });
  await dump(known.answer);
  if (known.answer.statusCode === 200) return "kept";
  const mount =
    mountFrom === undefined || mountFrom === repository
      ? ""
      : `?mount=${encodeURIComponent(blob.digest)}&from=${encodeURIComponent(mountFrom)}`;
  const begun = await connection.request({
    ...common,
    method: "POST",
    target: `blobs/uploads/${mount}`,
  });
  if (mount !== "" && begun.answer.statusCode === 201) {
    await dump(begun.answer);
    return "mounted";
  }
  // It may not be allowed to read there, which some registries say instead of giving a place.
  if (mount !== "" && begun.answer.statusCode >= 400) {
    await dump(begun.answer);
    return pushBlob(connection, { ...push, mountFrom: undefined });
  }
  if (begun.answer.statusCode !== 202) throw await statusFailure(begun);
  await dump(begun.answer);
  const { headers } = begun.answer;
  const place = uploadPlace(headers["location"], begun.url);
  const least = Number(headers["oci-chunk-min-length"] ?? 0) || 0;
  await upload(connection, { ...push, place, piece: Math.max(PIECE, least) });
  return "uploaded";
}

interface Upload extends BlobToPush {
  readonly place: URL;
  /** In bytes. */
  readonly piece: number;
}

async function upload(
  connection: Connection,
  { repository, blob, signal, place, piece }: Upload,
): Promise<void> {
  const common = { repository, signal, access: "push" } as const;
  const type = { "content-type": "application/octet-stream" };
  const { bytes } = blob;
  let target = place;
  let sent = 0;
  while (bytes.length - sent > piece) {
    const end = sent + piece;
    const answered = await connection.request({
      ...common,
      method: "PATCH",
      target,
      headers: { ...type, "content-range": `${sent}-${end - 1}` },
      body: bytes.subarray(sent, end),
    });
    if (answered.answer.statusCode !== 202) throw await statusFailure(answered);
    await dump(answered.answer);
    target = uploadPlace(answered.answer.headers["location"], answered.url);
    sent = end;
  }
  const last = `${sent}-${bytes.length - 1}`;
  const done = await connection.request({
    ...common,
    method: "PUT",
    target: withDigest(target, blob.digest),
    headers: { ...type, ...(sent > 0 && { "content-range": last }) },
    body: bytes.subarray(sent),
  });
  if (done.answer.statusCode !== 201) throw await statusFailure(done);
  await dump(done.answer);
}

function uploadPlace(location: unknown, base: URL): URL {
  if (typeof location === "string" && URL.canParse(location, base.href)) {
    return new URL(location, base.href);
  }
  const message = `${base.href} names no place for an upload`;
  throw new NetworkFailure("format", message);
}

/** What the query says already stays as it is, byte for byte: it may be signed. */
function withDigest(place: URL, digest: string): URL {
  const url = new URL(place);
  const separator = url.search === "" ? "?" : "&";
  url.search += `${separator}digest=${encodeURIComponent(digest)}`;
  return url;
}
