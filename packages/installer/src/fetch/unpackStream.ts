import type { Readable } from "node:stream";
import { formatPlace } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import { NetworkFailure, toNetworkFailure } from "../network/NetworkFailure.ts";
import type { ResolvedPlugin } from "../resolve/ResolvedPlugin.ts";
import { requireSpace } from "../store/diskSpace.ts";
import { unpackTar } from "../sources/archive/unpackTar.ts";
import type { FetchContext } from "./FetchContext.ts";
import type { FetchedPlugin } from "./FetchedPlugin.ts";
import { HashStream, type Several } from "./HashStream.ts";
import { packageRoot } from "./packageRoot.ts";
import { readPackageRoot } from "./readPackageRoot.ts";

export interface TarStream {
  readonly resolved: ResolvedPlugin;
  readonly body: Readable;
  /** Where the bytes come from, for messages. */
  readonly from: string;
  readonly total: number | undefined;
  /** Of all files, where the registry tells. */
  readonly unpackedSize?: number | undefined;
  /** Names of the hashes to compute; the first makes the digest. */
  readonly algorithms: Several;
  /** The SRI that the bytes must have, where that is known by now. */
  readonly expected: string | undefined;
  readonly select: (path: string) => string | undefined;
}

/**
 * One pass from a tarball's bytes to files: hashed, decompressed, parsed and written as they arrive. Wrong bytes are
 * FETCH_DIGEST_MISMATCH whatever they made the unpacking stumble over.
 */
export async function unpackStream(
  tar: TarStream,
  context: FetchContext,
): Promise<FetchedPlugin> {
  const { resolved, from, total } = tar;
  const hashed = new HashStream(tar.body, {
    algorithms: tar.algorithms,
    maxBytes: context.network.maxDownloadBytes,
    onBytes: (received) => context.onBytes(received, total),
    tooLarge: () =>
      new NetworkFailure(
        "size",
        `${from}: more than ${context.network.maxDownloadBytes} bytes`,
      ),
  });
  try {
    const staging = await context.stagingDir();
    // Archives are smaller than what is in them.
    requireSpace(resolved.request, staging, tar.unpackedSize ?? total);
    const { text: plugin, place } = resolved.request;
    const unpacked = await settle(
      unpackTar(hashed.chunks(), {
        into: staging,
        select: tar.select,
        limits: context.limits,
        plugin,
        place,
      }),
    );
    // Where no digest is known yet, the rest of what can't be unpacked needn't be read.
    if ("error" in unpacked && !hashed.failure && !tar.expected) {
      throw unpacked.error;
    }
    const integrities = await finish(hashed, from);
    refuseOtherBytes(tar, integrities);
    if ("error" in unpacked) throw unpacked.error;
    const root = packageRoot(staging, unpacked.value.files);
    const manifests = await readPackageRoot({ ...root, plugin });
    const [digest] = integrities;
    return { resolved, ...root, digest, integrities, ...manifests };
  } finally {
    tar.body.on("error", () => undefined).destroy();
  }
}

type Settled<Value> = { readonly value: Value } | { readonly error: unknown };

function settle<Value>(promise: Promise<Value>): Promise<Settled<Value>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

/** A broken connection is what it is, whatever the unpacking made of the missing bytes. */
async function finish(hashed: HashStream, from: string): Promise<Several> {
  try {
    const integrities = await hashed.finish();
    if (hashed.failure === undefined) return integrities;
  } catch (error) {
    hashed.failure ??= error;
  }
  throw toNetworkFailure(hashed.failure, from);
}

function refuseOtherBytes(
  { resolved, expected, from }: TarStream,
  integrities: readonly string[],
): void {
  if (expected === undefined || integrities.includes(expected)) return;
  const { text, place } = resolved.request;
  throw new InstallerError(
    "FETCH_DIGEST_MISMATCH",
    `${text}: the bytes of ${from} are ${integrities[0]}, expected ${expected} (${formatPlace(place)})`,
    {
      hint: "The file was changed on its way or in the registry. Nothing was installed; ask the registry's owner.",
      plugin: text,
      place,
    },
  );
}
