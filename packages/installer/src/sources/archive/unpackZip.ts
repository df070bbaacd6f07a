import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import { createRefuse, type Refuse } from "./ArchiveRefusal.ts";
import { checkRatio } from "./checkRatio.ts";
import { EntryGuard } from "./EntryGuard.ts";
import { explainWriteError } from "./explainWriteError.ts";
import { locateZipData } from "./locateZipData.ts";
import { readZipDirectory, type ZipEntry } from "./readZipDirectory.ts";
import { TreeWriter } from "./TreeWriter.ts";
import type { UnpackedTree, UnpackOptions } from "./unpack.ts";
import { ZipFile } from "./ZipFile.ts";

/**
 * Unpacks a zip. Its whole directory and every entry's header are checked before the first file is written; the first
 * violation refuses the whole archive with `FETCH_ARCHIVE_*` or `FETCH_NOT_AN_ARCHIVE`. What stands in `options.into`
 * then is for the caller to remove.
 */
export async function unpackZip(
  file: string,
  options: UnpackOptions,
): Promise<UnpackedTree> {
  const refuse = createRefuse(options);
  const zip = new ZipFile(file, refuse);
  try {
    const selected = planFiles(zip, options, refuse);
    const writer = new TreeWriter(options.into);
    const deadline = performance.now() + options.limits.timeoutMs;
    for (const { entry, path, start } of selected.files) {
      const packed = zip.read(start, entry.packedSize);
      const content = await unpackEntry(entry, packed, refuse);
      if (performance.now() > deadline) {
        const problem = `took longer than ${options.limits.timeoutMs} ms to unpack`;
        throw refuse("FETCH_ARCHIVE_LIMIT", problem);
      }
      const executable = (entry.unixMode & 0o100) !== 0;
      writer.writeFile({ path, size: entry.size, executable }, content);
    }
    return { files: writer.files, seen: selected.seen };
  } catch (error) {
    throw explainWriteError(error, options);
  } finally {
    zip.close();
  }
}

interface PlannedFile {
  readonly entry: ZipEntry;
  readonly path: string;
  /** Where its data begins in the archive. */
  readonly start: number;
}

function planFiles(
  zip: ZipFile,
  { limits, select }: UnpackOptions,
  refuse: Refuse,
): { readonly files: readonly PlannedFile[]; readonly seen: number } {
  const directory = readZipDirectory(zip, limits.maxEntries, refuse);
  const guard = new EntryGuard(limits, refuse);
  const paths = directory.entries.map((entry) => {
    const kind = checkEntry(entry, refuse);
    const path = guard.admit(entry.name, kind, entry.size);
    return kind === "file" ? select(path) : undefined;
  });
  const starts = locateZipData(zip, directory, refuse);
  const total = directory.entries.reduce((sum, { size }) => sum + size, 0);
  checkRatio({ packed: zip.size, unpacked: total }, refuse);
  const files = directory.entries.flatMap((entry, index) => {
    const path = paths[index];
    const start = starts[index] ?? 0;
    return path === undefined ? [] : [{ entry, path, start }];
  });
  return { files, seen: guard.seen };
}

const STORED = 0;
const DEFLATED = 8;
/** Encrypted, strongly encrypted, names encrypted. */
const ENCRYPTED = 0x2041;

const TYPE_MASK = 0o170000;
const FILE_TYPE = 0o100000;
const FOLDER_TYPE = 0o040000;
const LINK_TYPE = 0o120000;

function checkEntry(entry: ZipEntry, refuse: Refuse): "file" | "folder" {
  const { name, flags, method, unixMode, size } = entry;
  if (flags & ENCRYPTED) {
    throw refuse("FETCH_ARCHIVE_ENCRYPTED", "is encrypted", name);
  }
  const isFolder = name.endsWith("/");
  const type = unixMode & TYPE_MASK;
  if (type === LINK_TYPE) {
    throw refuse("FETCH_ARCHIVE_LINK", "is a link", name);
  }
  if (type !== 0 && type !== (isFolder ? FOLDER_TYPE : FILE_TYPE)) {
    const problem = "is of a type that packages don't have";
    throw refuse("FETCH_ARCHIVE_ENTRY_TYPE", problem, name);
  }
  if (method !== STORED && method !== DEFLATED) {
    const problem = "is compressed in a way that is not supported here";
    throw refuse("FETCH_ARCHIVE_ENTRY_TYPE", problem, name);
  }
  const isUneven = method === STORED && size !== entry.packedSize;
  if (isUneven || (isFolder && size > 0)) {
    throw refuse("FETCH_ARCHIVE_CORRUPT", "has a size that is wrong", name);
  }
  return isFolder ? "folder" : "file";
}

const inflate = promisify(inflateRaw);

async function unpackEntry(
  entry: ZipEntry,
  packed: Buffer,
  refuse: Refuse,
): Promise<Buffer> {
  const content =
    entry.method === STORED ? packed : await inflateEntry(entry, packed);
  const isIntact =
    content?.length === entry.size && crc32(content) === entry.crc32;
  if (!content || !isIntact) {
    const problem = "has damaged content or a size or sum that is wrong";
    throw refuse("FETCH_ARCHIVE_CORRUPT", problem, entry.name);
  }
  return content;
}

/** Undefined where the data is damaged or grows beyond the size that the directory tells. */
async function inflateEntry(
  { size }: ZipEntry,
  packed: Buffer,
): Promise<Buffer | undefined> {
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    return undefined;
  }
}
