import { NetworkFailure } from "../../network/NetworkFailure.ts";
import {
  type RegistryConnection,
  statusFailure,
} from "./RegistryConnection.ts";
import { dump } from "./RegistryTransport.ts";

export interface BlobContent {
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/**
 * Uploads a blob in one piece, unless the repository has it. Tried again, it asks for a new place: the registry may
 * have forgotten the old one. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs
 */
export async function pushBlob(
  connection: RegistryConnection,
  {
    repository,
    blob,
    signal,
  }: { repository: string; blob: BlobContent; signal: AbortSignal },
): Promise<void> {
  const common = { repository, signal, access: "push" } as const;
  const known = await connection.request({
    ...common,
    method: "HEAD",
    target: `blobs/${blob.digest}`,
  });
  await dump(known.answer);
  if (known.answer.statusCode === 200) return;
  const begun = await connection.request({
    ...common,
    method: "POST",
    target: "blobs/uploads/",
  });
  if (begun.answer.statusCode !== 202) throw await statusFailure(begun);
  await dump(begun.answer);
  const place = uploadPlace(begun.answer.headers["location"], begun.url);
  const done = await connection.request({
    ...common,
    method: "PUT",
    target: withDigest(place, blob.digest),
    headers: { "content-type": "application/octet-stream" },
    body: blob.bytes,
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
