import { createHash } from "node:crypto";
import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError } from "../errors.ts";
import { readBody } from "../network/readBody.ts";
import { withRetries } from "../network/withRetries.ts";
import { type Copying, copyBlob } from "./Copying.ts";
import { digestOf } from "../sources/oci/blobContent.ts";

export interface ArchiveToCopy {
  readonly request: Pick<PluginRequest, "text" | "place">;
  readonly url: string;
  /** That named the URL; undefined where the configuration did. */
  readonly registry: string | undefined;
  readonly integrity: string;
  /** File name. */
  readonly title: string;
}

/**
 * The bytes of a tarball as they are, unless they are there. Throws NetworkFailure, and FETCH_DIGEST_MISMATCH where they
 * aren't those that the lockfile names.
 */
export async function copyArchive(
  archive: ArchiveToCopy,
  copying: Copying,
): Promise<void> {
  const { target, draft, tally } = copying;
  const { integrity, title } = archive;
  const known = await target.findArchive(integrity);
  if (known) {
    const { digest, size } = known;
    if (!draft.digests.has(digest)) tally.kept += size;
    draft.addArchive({ digest, size, title, integrity });
    return;
  }
  const bytes = await download(archive, copying);
  const blob = { digest: digestOf(bytes), size: bytes.length };
  await copyBlob(blob, copying, () => Promise.resolve(bytes));
  draft.addArchive({ ...blob, title, integrity });
}

async function download(
  archive: ArchiveToCopy,
  { run: { context } }: Copying,
): Promise<Buffer> {
  const { url, registry } = archive;
  const { network: policy, signal, http } = context;
  const config = await context.npmConfig();
  const isSameHost =
    registry !== undefined && new URL(registry).host === new URL(url).host;
  const authorization =
    config.authorizationFor(url) ??
    (isSameHost ? config.authorizationFor(registry) : undefined);
  const headers = { "accept-encoding": "identity" };
  const asked = { url, headers, authorization, referrer: registry };
  const bytes = await withRetries({ policy, signal, url }, async (signal) =>
    readBody(
      await http.get({ ...asked, signal }, config.tls),
      policy.maxDownloadBytes,
    ),
  );
  refuseOtherBytes(archive, bytes);
  return bytes;
}

function refuseOtherBytes(
  { request: { text, place }, url, integrity }: ArchiveToCopy,
  bytes: Uint8Array,
): void {
  const algorithm = integrity.slice(0, integrity.indexOf("-"));
  const found = createHash(algorithm).update(bytes).digest("base64");
  if (`${algorithm}-${found}` === integrity) return;
  throw new InstallerError(
    "FETCH_DIGEST_MISMATCH",
    `${text}: the bytes of ${url} are ${algorithm}-${found}, expected ${integrity} (${formatPlace(place)})`,
    {
      hint: "The file was changed on its way or in the registry. It isn't in the mirror; ask the registry's owner.",
      plugin: text,
      place,
    },
  );
}
