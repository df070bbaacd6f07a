import {
  type InstallOptions,
  type PluginRequest,
  listVersions,
} from "@flyloft/installer";

/** The newest version that runs here, as far as the source tells; no pre-release. Undefined where it tells none. */
export async function findNewest(
  request: PluginRequest,
  options: InstallOptions,
): Promise<string | undefined> {
  const versions = await listVersions(request, options);
  return versions.find(
    ({ version, isCompatible, deprecated }) =>
      isCompatible !== false &&
      deprecated === undefined &&
      !version.includes("-"),
  )?.version;
}
