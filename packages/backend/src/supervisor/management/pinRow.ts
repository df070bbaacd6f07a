import { parseReference } from "@flyloft/plugin-core";
import type { Generation, GenerationPlugin } from "../Generation.ts";
import type { DesiredRow } from "./DesiredState.ts";
import type { PluginTarget } from "./PluginTarget.ts";

/**
 * A row that leads to the very packages that run now: a tag, a range and a family may mean others by the time somebody goes
 * back. Of an entry of a file the row is one of its own.
 */
export function pinRow(
  { plugin, key, name }: PluginTarget,
  { plugins }: Generation,
): (row: DesiredRow | null) => DesiredRow {
  const along = plugins
    .filter(({ comesWith }) => comesWith === key)
    .map(exactReference);
  return (row) => ({
    ...(row ?? { key, name }),
    reference: exactReference(plugin),
    ...(along.length > 0 && { with: along }),
  });
}

function exactReference({ report }: GenerationPlugin): string {
  const { reference, version, digest } = report;
  const parsed = parseReference(reference);
  if (parsed?.kind === "npm" && version !== undefined) {
    return `${parsed.name}@${version}`;
  }
  if (parsed?.kind === "oci" && digest?.startsWith("sha256:")) {
    const { registry, repository, path } = parsed;
    const folder = path === undefined ? "" : `!${path}`;
    return `oci://${registry}/${repository}@${digest}${folder}`;
  }
  return reference;
}
