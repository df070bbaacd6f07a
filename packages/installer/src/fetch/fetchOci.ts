import path from "node:path";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type {
  ExactSource,
  OciLayer,
  ResolvedPlugin,
} from "../resolve/ResolvedPlugin.ts";
import type { BlobHold } from "../sources/oci/BlobCache.ts";
import { downloadBlob } from "../sources/oci/downloadBlob.ts";
import { findRoot, listPackages } from "../sources/oci/findRoot.ts";
import type { OciRegistry } from "../sources/oci/OciRegistry.ts";
import type { OciAccess } from "../sources/oci/OciSession.ts";
import { readArtifact } from "../sources/oci/readArtifact.ts";
import { RegistryFailure } from "../sources/oci/RegistryFailure.ts";
import {
  FETCH_CODES,
  toInstallerError,
} from "../sources/oci/toInstallerError.ts";
import {
  type LayerSource,
  unpackArtifact,
  type UnpackedArtifact,
} from "../sources/oci/unpackArtifact.ts";
import type { FetchContext } from "./FetchContext.ts";
import type { FetchedPlugin } from "./FetchedPlugin.ts";
import { requireSpace } from "../store/diskSpace.ts";
import { readPackageRoot } from "./readPackageRoot.ts";

type OciSource = Extract<ExactSource, { kind: "oci" }>;

type Download = LayerSource & BlobHold;

interface OciFetch extends FetchContext, OciAccess {
  readonly request: PluginRequest;
  readonly source: OciSource;
  /** The staging folder of this attempt. */
  readonly staging: string;
}

/**
 * Brings an artifact's layers and unpacks the plugin's folder. Blobs are checked against size and digest before they
 * are unpacked; plugins of one session share them.
 */
export async function fetchOci(
  resolved: ResolvedPlugin,
  context: FetchContext & OciAccess,
): Promise<FetchedPlugin> {
  const { source, request } = resolved;
  const { text: plugin, place } = request;
  if (source.kind !== "oci") {
    throw new TypeError(`${plugin} is not an OCI artifact`);
  }
  const downloads: Download[] = [];
  try {
    const staging = await context.stagingDir();
    const fetch = { ...context, request, source, staging };
    const registry = context.oci.registry(source.registry, context);
    const layers = await listLayers(registry, fetch);
    downloads.push(...startDownloads(registry, layers, fetch));
    const unpacked = await unpackArtifact(downloads, {
      folder: source.path,
      into: staging,
      limits: context.limits,
      plugin,
      place,
    });
    const root = source.path === "." ? enterRoot(unpacked) : unpacked;
    const manifests = await readPackageRoot({ ...root, plugin });
    const digest = `${source.digest}!${source.path}`;
    return { resolved, ...root, digest, integrities: [], ...manifests };
  } catch (error) {
    throw toInstallerError(error, FETCH_CODES, request);
  } finally {
    for (const download of downloads) download.release();
  }
}

/** The resolver's layers; after an answer from the lock there are none yet, and the manifest is read now. */
async function listLayers(
  registry: OciRegistry,
  { source, signal }: OciFetch,
): Promise<readonly OciLayer[]> {
  if (source.layers.length > 0) return source.layers;
  const { repository, digest } = source;
  const reference = { repository, digest, tag: undefined };
  return (await readArtifact(registry, reference, signal)).layers;
}

/** All layers are on their way at once, while they are unpacked in their order. */
function startDownloads(
  registry: OciRegistry,
  layers: readonly OciLayer[],
  fetch: OciFetch,
): Download[] {
  const { source, oci, signal, network } = fetch;
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  if (total > network.maxDownloadBytes) {
    throw new NetworkFailure(
      "size",
      `the artifact has ${total} bytes, more than the ${network.maxDownloadBytes} that are allowed`,
    );
  }
  let received = 0;
  const onBytes = (count: number) => {
    received += count;
    fetch.onBytes(received, total);
  };
  const { repository } = source;
  return layers.map((layer) => {
    const key = `${source.registry}/${repository}@${layer.digest}`;
    const target = { repository, layer, folder: fetch.staging, onBytes };
    const hold = oci.blobs.hold(key, signal, async (signal) => {
      requireSpace(fetch.request, fetch.staging, layer.size);
      return downloadBlob(registry, { ...target, signal });
    });
    return { layer, ...hold };
  });
}

function enterRoot({ dir, files }: UnpackedArtifact): UnpackedArtifact {
  const root = findRoot(files);
  if (root === "") return { dir, files };
  if (root !== undefined) {
    const prefix = `${root}/`;
    const inside = files.filter(({ path }) => path.startsWith(prefix));
    return {
      dir: path.join(dir, root),
      files: inside.map((file) => ({
        ...file,
        path: file.path.slice(prefix.length),
      })),
    };
  }
  const folders = listPackages(files);
  const [first = "folder"] = folders;
  throw new RegistryFailure(
    "path",
    folders.length > 0
      ? `the artifact holds several packages: ${folders.join(", ")}`
      : "the artifact has no package.json at its root",
    {
      hint: `Name the plugin's folder at the end of the reference, such as '!${first}'.`,
    },
  );
}
