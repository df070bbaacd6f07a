import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { ExactSource, ResolvedPlugin } from "../resolve/ResolvedPlugin.ts";
import { unpackZip } from "../sources/archive/unpackZip.ts";
import { downloadError } from "./downloadError.ts";
import type { FetchContext } from "./FetchContext.ts";
import type { FetchedPlugin } from "./FetchedPlugin.ts";
import { hashAlgorithms } from "./hashAlgorithms.ts";
import { HashStream } from "./HashStream.ts";
import { packageRoot } from "./packageRoot.ts";
import { readPackageRoot } from "./readPackageRoot.ts";
import { unpackStream } from "./unpackStream.ts";

type ArchiveSource = ExactSource & { readonly kind: "archive" };

/** A `.tgz`, `.tar` or `.zip` of this machine. */
export async function fetchArchive(
  resolved: ResolvedPlugin,
  source: ArchiveSource,
  context: FetchContext,
): Promise<FetchedPlugin> {
  try {
    return /\.zip$/i.test(source.path)
      ? await fetchZip(resolved, source, context)
      : await fetchTar(resolved, source, context);
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    throw downloadError(resolved.request, error);
  }
}

async function fetchTar(
  resolved: ResolvedPlugin,
  source: ArchiveSource,
  context: FetchContext,
): Promise<FetchedPlugin> {
  const { size } = await stat(source.path);
  return unpackStream(
    {
      resolved,
      body: createReadStream(source.path),
      from: source.path,
      total: size,
      algorithms: hashAlgorithms("sha512", resolved),
      expected: undefined,
      select: (path) => path,
    },
    context,
  );
}

/** A zip's directory is at its end, so its bytes are read twice. */
async function fetchZip(
  resolved: ResolvedPlugin,
  source: ArchiveSource,
  context: FetchContext,
): Promise<FetchedPlugin> {
  const { maxDownloadBytes } = context.network;
  const hashed = new HashStream(createReadStream(source.path), {
    algorithms: hashAlgorithms("sha512", resolved),
    maxBytes: maxDownloadBytes,
    onBytes: (received) => context.onBytes(received, undefined),
    tooLarge: () =>
      new NetworkFailure(
        "size",
        `${source.path}: more than ${maxDownloadBytes} bytes`,
      ),
  });
  const integrities = await hashed.finish();
  const { text: plugin, place } = resolved.request;
  const into = await context.stagingDir();
  const { files } = await unpackZip(source.path, {
    into,
    select: (path) => path,
    limits: context.limits,
    plugin,
    place,
  });
  const root = packageRoot(into, files);
  const manifests = await readPackageRoot({ ...root, plugin });
  const [digest] = integrities;
  return { resolved, ...root, digest, integrities, ...manifests };
}
