import path from "node:path";
import { downloadError } from "../fetch/downloadError.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { registryError } from "../resolve/registryError.ts";
import {
  RESOLVE_CODES,
  toInstallerError,
} from "../sources/oci/toInstallerError.ts";
import { copyArchive } from "./copyArchive.ts";
import type { CopiedPlugin } from "./CopiedPlugin.ts";
import { copyNpm } from "./copyNpm.ts";
import { copyOci } from "./copyOci.ts";
import type { Copying } from "./Copying.ts";
import type { LockedPlugin } from "./listPieces.ts";
import type { MirroredPlugin } from "./MirrorResult.ts";

/** Throws an InstallerError. */
export async function copyPlugin(
  plugin: LockedPlugin,
  copying: Copying,
): Promise<MirroredPlugin> {
  const { request, entry } = plugin;
  const { name, version } = entry;
  try {
    const copied = await copyFrom(plugin, copying);
    return { text: request.text, name, version, ...copied };
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    switch (request.reference.kind) {
      case "npm":
        throw registryError(request, error);
      case "oci":
        throw toInstallerError(error, RESOLVE_CODES, request);
      default:
        throw downloadError(request, error);
    }
  }
}

async function copyFrom(
  { request, entry }: LockedPlugin,
  copying: Copying,
): Promise<CopiedPlugin> {
  const { reference } = request;
  switch (reference.kind) {
    case "npm":
      return copyNpm({ ...request, reference }, entry, copying);
    case "oci":
      return copyOci(reference, entry, copying);
    case "url": {
      const { url } = reference;
      const title = path.posix.basename(new URL(url).pathname) || "archive";
      const { digest: integrity } = entry;
      const archive = { request, url, registry: undefined, integrity, title };
      await copyArchive(archive, copying);
      return { kind: "url", signatures: 0, notes: [] };
    }
    case "folder":
    case "archive":
      return { kind: "local", signatures: 0, notes: [] };
  }
}
