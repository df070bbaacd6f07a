import { stat } from "node:fs/promises";
import path from "node:path";
import { type PathReference, formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError } from "../errors.ts";
import type { ResolveContext } from "./ResolveContext.ts";
import type { ResolvedPlugin } from "./ResolvedPlugin.ts";

export async function resolveFolder(
  request: PluginRequest,
  reference: PathReference,
  context: ResolveContext,
): Promise<ResolvedPlugin> {
  const found = await locate(request, reference, context);
  const source = { kind: "folder" as const, path: found.path };
  if (found.stats.isDirectory()) {
    return { request, source, digest: undefined, stale: false };
  }
  throw notFound(request, `${found.path} is not a folder`);
}

export async function resolveArchive(
  request: PluginRequest,
  reference: PathReference,
  context: ResolveContext,
): Promise<ResolvedPlugin> {
  const found = await locate(request, reference, context);
  const source = { kind: "archive" as const, path: found.path };
  if (found.stats.isFile()) {
    return { request, source, digest: undefined, stale: false };
  }
  throw notFound(request, `${found.path} is not a file`);
}

async function locate(
  request: PluginRequest,
  reference: PathReference,
  { homeDir }: ResolveContext,
) {
  const expanded = reference.path.replace(/^~(?=\/)/, homeDir);
  const absolute = path.resolve(request.baseDir, expanded);
  const stats = await stat(absolute).catch((cause: unknown) => {
    throw notFound(request, `${absolute} does not exist`, cause);
  });
  return { path: absolute, stats };
}

function notFound(
  request: PluginRequest,
  what: string,
  cause?: unknown,
): InstallerError {
  return new InstallerError(
    "RESOLVE_PATH_NOT_FOUND",
    `${request.text}: ${what} (${formatPlace(request.place)})`,
    {
      hint: "Paths are relative to the folder of the configuration file that names them.",
      plugin: request.text,
      place: request.place,
      cause,
    },
  );
}
