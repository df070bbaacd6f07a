import type { Refuse } from "./ArchiveRefusal.ts";
import { describeContent } from "./describeContent.ts";
import { decodeName } from "./readTarHeader.ts";
import type { ZipFile } from "./ZipFile.ts";

/** One entry as the central directory describes it. Sizes and offsets in bytes. */
export interface ZipEntry {
  /** Not checked yet. */
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
  /** Unix type and permissions; 0 where the archive was made elsewhere. */
  readonly unixMode: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** Where the directory begins and the entries' data has ended. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_LENGTH = 46;

/**
 * Reads a zip's directory whole. Refuses archives whose directory isn't exactly where and as long as they say, that
 * span disks, or that need Zip64. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZipDirectory(
  file: ZipFile,
  maxEntries: number,
  refuse: Refuse,
): ZipDirectory {
  const end = readEnd(file, refuse);
  if (end.count > maxEntries) {
    const problem = `has more than ${maxEntries} entries`;
    throw refuse("FETCH_ARCHIVE_LIMIT", problem);
  }
  const bytes = file.read(end.offset, end.size);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const entry = readEntry(bytes, at, refuse);
    entries.push(entry.entry);
    at = entry.end;
  }
  if (entries.length !== end.count) {
    const problem = `has ${entries.length} entries and says it has ${end.count}`;
    throw refuse("FETCH_ARCHIVE_CORRUPT", problem);
  }
  return { entries, offset: end.offset };
}

interface DirectoryEnd {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

function readEnd(file: ZipFile, refuse: Refuse): DirectoryEnd {
  const length = Math.min(file.size, END_LENGTH + LONGEST_COMMENT);
  const tail = file.read(file.size - length, length);
  const at = findEnd(tail);
  if (at === -1) throw refuseWithoutEnd(file, refuse);
  const disk = tail.readUInt16LE(at + 4) + tail.readUInt16LE(at + 6);
  const countHere = tail.readUInt16LE(at + 8);
  const count = tail.readUInt16LE(at + 10);
  const size = tail.readUInt32LE(at + 12);
  const offset = tail.readUInt32LE(at + 16);
  if (offset === 0xffffffff || size === 0xffffffff || count === 0xffff) {
    throw refuse("FETCH_ARCHIVE_LIMIT", "is a Zip64 archive");
  }
  const isExact = offset + size === file.size - length + at;
  if (disk !== 0 || countHere !== count || !isExact) {
    const problem = "has a directory that isn't where it says";
    throw refuse("FETCH_ARCHIVE_CORRUPT", problem);
  }
  return { count, size, offset };
}

/** The last record whose comment reaches exactly to the file's end. */
function findEnd(tail: Buffer): number {
  for (let at = tail.length - END_LENGTH; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    if (at + END_LENGTH + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return -1;
}

function refuseWithoutEnd(file: ZipFile, refuse: Refuse): Error {
  const head = file.read(0, Math.min(file.size, 64));
  return head.toString("latin1", 0, 2) === "PK"
    ? refuse("FETCH_ARCHIVE_CORRUPT", "is a zip without its end")
    : refuse("FETCH_NOT_AN_ARCHIVE", describeContent(head));
}

function readEntry(
  bytes: Buffer,
  at: number,
  refuse: Refuse,
): { readonly entry: ZipEntry; readonly end: number } {
  const isThere =
    at + ENTRY_LENGTH <= bytes.length &&
    bytes.readUInt32LE(at) === ENTRY_SIGNATURE;
  const nameEnd = isThere
    ? at + ENTRY_LENGTH + bytes.readUInt16LE(at + 28)
    : Infinity;
  const extraEnd = isThere ? nameEnd + bytes.readUInt16LE(at + 30) : Infinity;
  const end = isThere ? extraEnd + bytes.readUInt16LE(at + 32) : Infinity;
  if (end > bytes.length) {
    throw refuse("FETCH_ARCHIVE_CORRUPT", "has a damaged directory");
  }
  const nameBytes = bytes.subarray(at + ENTRY_LENGTH, nameEnd);
  const isUnix = bytes[at + 5] === 3;
  const entry: ZipEntry = {
    name: readName(nameBytes, bytes.subarray(nameEnd, extraEnd), refuse),
    nameBytes,
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    crc32: bytes.readUInt32LE(at + 16),
    packedSize: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
    unixMode: isUnix ? bytes.readUInt16LE(at + 40) : 0,
  };
  return { entry, end };
}

const UNICODE_PATH = 0x7075;

/** UTF-8, whatever the flag says: old code pages would give one archive several meanings. */
function readName(bytes: Buffer, extra: Buffer, refuse: Refuse): string {
  const name = decodeName(bytes, refuse);
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    const second = extra.subarray(at + 9, end);
    if (extra.readUInt16LE(at) === UNICODE_PATH && !second.equals(bytes)) {
      throw refuse("FETCH_ARCHIVE_CORRUPT", "has two names", name);
    }
    at = end;
  }
  return name;
}
