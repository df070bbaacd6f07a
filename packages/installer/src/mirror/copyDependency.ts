import type { WantedPackage } from "../dependencies/PackageContents.ts";
import { downloadError } from "../fetch/downloadError.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { usualTarballUrl } from "../sources/npm/publishedTarball.ts";
import { copyArchive } from "./copyArchive.ts";
import { tarballTitle } from "./copyNpm.ts";
import type { Copying } from "./Copying.ts";

/** A package of a tree: its tarball, for the lockfile knows the rest. */
export async function copyDependency(
  { request, name, locked }: WantedPackage,
  copying: Copying,
): Promise<void> {
  const { version, integrity, tarball } = locked;
  const registry = (await copying.run.context.npmConfig()).registryOf(name);
  const asked = { ...request, text: `${name}@${version}` };
  try {
    await copyArchive(
      {
        request: asked,
        url: tarball ?? usualTarballUrl({ name, version }, registry),
        registry,
        integrity,
        title: tarballTitle(name, version),
      },
      copying,
    );
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    throw downloadError(asked, error);
  }
}
