import { ociVersions } from "./catalog/ociVersions.ts";
import { npmVersions } from "./catalog/npmVersions.ts";
import type { OfferedVersion } from "./catalog/OfferedVersion.ts";
import type { PluginRequest } from "./config/PluginRequest.ts";
import { type Run, createRun } from "./createRun.ts";
import type { InstallOptions } from "./InstallOptions.ts";
import { NetworkFailure } from "./network/NetworkFailure.ts";
import { registryError } from "./resolve/registryError.ts";
import { readPublishedDocument } from "./sources/npm/readPackument.ts";
import {
  RESOLVE_CODES,
  toInstallerError,
} from "./sources/oci/toInstallerError.ts";

/**
 * Versions that a plugin's source offers, newest first. None of a source that has one only. Throws an InstallerError with
 * a RESOLVE_ code where the registry can't be asked.
 */
export async function listVersions(
  request: PluginRequest,
  options: InstallOptions & { readonly current?: string | undefined },
): Promise<readonly OfferedVersion[]> {
  const run = await createRun(options, { readOnly: true });
  try {
    return await readVersions(request, run, options.current);
  } finally {
    await run.close();
  }
}

/** The same in a run that is under way. */
export async function readVersions(
  request: PluginRequest,
  { context, options, openOci }: Run,
  current?: string,
): Promise<readonly OfferedVersion[]> {
  const { reference } = request;
  if (reference.kind === "npm") {
    const { name } = reference;
    const document = await readPublishedDocument(name, context).catch(
      (error: unknown) => {
        if (!(error instanceof NetworkFailure)) throw error;
        throw registryError(request, error);
      },
    );
    return npmVersions(document, { request, host: options.host, current });
  }
  if (reference.kind !== "oci") return [];
  try {
    const { registry, repository } = reference;
    const client = (await openOci()).registry(registry, context);
    const tags = await client.listAllTags(repository, context.signal);
    return ociVersions(reference, tags);
  } catch (error) {
    throw toInstallerError(error, RESOLVE_CODES, request);
  }
}
