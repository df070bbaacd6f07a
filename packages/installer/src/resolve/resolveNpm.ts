import { type NpmReference, formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError } from "../errors.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import {
  type Packument,
  publishedSignatures,
  publishedVersionSchema,
} from "../sources/npm/Packument.ts";
import { integrityOf, tarballUrl } from "../sources/npm/publishedTarball.ts";
import { pickVersion } from "../sources/npm/pickVersion.ts";
import { readPackument } from "../sources/npm/readPackument.ts";
import { registryError } from "./registryError.ts";
import type { ResolveContext } from "./ResolveContext.ts";
import type { ResolvedPlugin } from "./ResolvedPlugin.ts";

/** An exact version, a range or a tag as one published version with its tarball and SRI. */
export async function resolveNpm(
  request: PluginRequest,
  { name, spec }: NpmReference,
  context: ResolveContext & NpmAccess,
): Promise<ResolvedPlugin> {
  const { packument, registry } = await readPackument(name, context).catch(
    (failure: unknown) => {
      if (!(failure instanceof NetworkFailure)) throw failure;
      throw registryError(request, failure);
    },
  );
  const version = pickVersion(packument, spec);
  const published = publishedVersionSchema.safeParse(
    version && packument.versions[version],
  );
  if (!version || !published.success) {
    throw versionNotFound(request, packument, spec);
  }
  const { dist } = published.data;
  const integrity = integrityOf(dist);
  const tarball = tarballUrl(dist.tarball, registry);
  const { unpackedSize } = dist;
  const exact = { name, version, tarball, integrity, unpackedSize };
  const signed = { published: publishedSignatures(dist) };
  const source = { kind: "npm" as const, ...exact, ...signed };
  return { request, source, digest: integrity, stale: false };
}

function versionNotFound(
  request: PluginRequest,
  packument: Packument,
  spec: string,
): InstallerError {
  const known = Object.keys(packument.versions).slice(-5).join(", ");
  const tags = Object.keys(packument["dist-tags"]).join(", ");
  return new InstallerError(
    "RESOLVE_VERSION_NOT_FOUND",
    `${packument.name} has no version ${spec} (${formatPlace(request.place)})`,
    {
      hint: `Published last: ${known || "nothing"}. Tags: ${tags || "none"}.`,
      plugin: request.text,
      place: request.place,
    },
  );
}
