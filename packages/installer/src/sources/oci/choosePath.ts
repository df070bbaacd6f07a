import path from "node:path";
import { readDynamicPackages } from "./readDynamicPackages.ts";
import { RegistryFailure } from "./RegistryFailure.ts";

/**
 * The folder of the plugin inside an artifact: as the reference says, else the one that the artifact's annotation
 * names, else `.`, its root. Refuses to choose among several.
 */
export function choosePath(
  asked: string | undefined,
  annotations: Readonly<Record<string, string>>,
): string {
  if (asked !== undefined) return normalizeFolder(asked);
  const folders = readDynamicPackages(annotations);
  if (!folders) return ".";
  const [only = "."] = folders;
  if (folders.length === 1) return normalizeFolder(only);
  throw new RegistryFailure(
    "ambiguous",
    `the artifact holds ${folders.length} plugins: ${folders.join(", ")}`,
    {
      hint: `Say which one at the end of the reference, such as '!${only}'.`,
    },
  );
}

function normalizeFolder(folder: string): string {
  const normal = path.posix.normalize(folder).replace(/\/+$/, "");
  const isInside = !/^(?:\/|\.\.(?:\/|$))/.test(normal) && normal !== "";
  if (isInside) return normal;
  throw new RegistryFailure(
    "path",
    `'${folder}' is not a folder inside the artifact`,
  );
}
