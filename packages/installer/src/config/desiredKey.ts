import path from "node:path";
import type { PluginRequest } from "./PluginRequest.ts";
import { requestKey } from "./requestKey.ts";

/**
 * What a plugin is known by in what administrators change: the same whatever version it has, and for a built-in one
 * wherever the portal lies.
 */
export function desiredKey(
  request: Pick<PluginRequest, "reference" | "baseDir">,
  builtInDir: string | undefined,
): string {
  const name = builtInName(request, builtInDir);
  return name === undefined ? requestKey(request) : `builtin:${name}`;
}

/** Path below the folder of the built-in plugins; undefined for a plugin that isn't there. */
export function builtInName(
  { reference, baseDir }: Pick<PluginRequest, "reference" | "baseDir">,
  builtInDir: string | undefined,
): string | undefined {
  if (reference.kind !== "folder" || builtInDir === undefined) return undefined;
  const folder = path.resolve(baseDir, reference.path);
  const relative = path.relative(path.resolve(builtInDir), folder);
  const isBelow =
    relative !== "" &&
    relative !== ".." &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative);
  return isBelow ? relative.split(path.sep).join("/") : undefined;
}
