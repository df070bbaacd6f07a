import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, writeFile } from "node:fs/promises";
import path from "node:path";
import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError, type InstallerErrorCode } from "../errors.ts";
import type { ExactSource, ResolvedPlugin } from "../resolve/ResolvedPlugin.ts";
import {
  type FolderFile,
  fileMode,
  listPackageFiles,
} from "../sources/folder/listPackageFiles.ts";
import { requireSpace } from "../store/diskSpace.ts";
import { treeHash } from "../store/treeHash.ts";
import type { FetchContext } from "./FetchContext.ts";
import type { FetchedPlugin, TreeFile } from "./FetchedPlugin.ts";
import { readPackageRoot } from "./readPackageRoot.ts";

/** Copies a folder's package into staging, under the rules that hold for archives. */
export async function fetchFolder(
  resolved: ResolvedPlugin,
  source: ExactSource & { readonly kind: "folder" },
  context: FetchContext,
): Promise<FetchedPlugin> {
  const { request } = resolved;
  const listed = await listPackageFiles(source.path);
  const bytes = checkFiles(request, listed, context);
  const dir = await context.stagingDir();
  requireSpace(request, dir, bytes);
  const files: TreeFile[] = [];
  const folders = new Set([""]);
  for (const file of listed) {
    const folder = path.posix.dirname(file.path);
    if (folder !== "." && !folders.has(folder)) {
      await mkdir(path.join(dir, folder), { recursive: true });
      folders.add(folder);
    }
    files.push(await copy(file, source.path, dir));
  }
  const manifests = await readPackageRoot({ dir, files, plugin: request.text });
  const digest = treeHash(files);
  return { resolved, dir, digest, integrities: [], files, ...manifests };
}

/** Gives the bytes of all files. */
function checkFiles(
  request: PluginRequest,
  files: readonly FolderFile[],
  { limits }: FetchContext,
): number {
  for (const { path, stats } of files) {
    if (stats.isSymbolicLink()) {
      throw refusal(request, "FETCH_ARCHIVE_LINK", `${path} is a link`);
    }
    if (!stats.isFile()) {
      const what = `${path} is neither a file nor a folder`;
      throw refusal(request, "FETCH_ARCHIVE_ENTRY_TYPE", what);
    }
  }
  const bytes = files.reduce((sum, { stats }) => sum + stats.size, 0);
  if (files.length > limits.maxEntries || bytes > limits.maxBytes) {
    const what = `${files.length} files with ${bytes} bytes are too many`;
    throw refusal(request, "FETCH_ARCHIVE_LIMIT", what);
  }
  return bytes;
}

function refusal(
  request: PluginRequest,
  code: InstallerErrorCode,
  what: string,
): InstallerError {
  return new InstallerError(
    code,
    `${request.text}: ${what} (${formatPlace(request.place)})`,
    {
      hint: "List what belongs to the plugin under `files` in its package.json, without links.",
      plugin: request.text,
      place: request.place,
    },
  );
}

async function copy(
  { path: name, stats }: FolderFile,
  from: string,
  to: string,
): Promise<TreeFile> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW;
  const source = await open(path.join(from, name), flags);
  try {
    const content = await source.readFile();
    const mode = fileMode(stats);
    await writeFile(path.join(to, name), content, { flag: "wx", mode });
    const sha256 = createHash("sha256").update(content).digest("hex");
    return { path: name, mode, size: content.length, sha256 };
  } finally {
    await source.close();
  }
}
