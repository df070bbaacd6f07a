import type { Refuse } from "./ArchiveRefusal.ts";
import type { ZipDirectory, ZipEntry } from "./readZipDirectory.ts";
import type { ZipFile } from "./ZipFile.ts";

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_LENGTH = 30;
/** The entry's sizes and sum stand behind its data. */
const HAS_DESCRIPTOR = 8;

/**
 * Reads every entry's own header and answers where its data begins, in the directory's order. Refuses an entry that
 * describes itself differently there, and entries whose bytes overlap: both give one archive several meanings, and
 * the latter makes bombs.
 */
export function locateZipData(
  file: ZipFile,
  { entries, offset: limit }: ZipDirectory,
  refuse: Refuse,
): readonly number[] {
  const starts = entries.map((entry) => findStart(file, entry, refuse));
  const spans = entries
    .map((entry, index) => ({
      entry,
      end: (starts[index] ?? 0) + entry.packedSize,
    }))
    .sort((a, b) => a.entry.offset - b.entry.offset);
  for (const [index, { entry, end }] of spans.entries()) {
    if (end > (spans[index + 1]?.entry.offset ?? limit)) {
      const problem = "overlaps another part of the archive";
      throw refuse("FETCH_ARCHIVE_CORRUPT", problem, entry.name);
    }
  }
  return starts;
}

function findStart(file: ZipFile, entry: ZipEntry, refuse: Refuse): number {
  const header = file.read(entry.offset, LOCAL_LENGTH);
  const nameLength = header.readUInt16LE(26);
  const name = file.read(entry.offset + LOCAL_LENGTH, nameLength);
  const isSame =
    header.readUInt32LE(0) === LOCAL_SIGNATURE &&
    header.readUInt16LE(6) === entry.flags &&
    header.readUInt16LE(8) === entry.method &&
    name.equals(entry.nameBytes) &&
    (hasSameSizes(header, entry) || hasNoSizes(header, entry));
  if (!isSame) {
    const problem = "is described differently in the archive's directory";
    throw refuse("FETCH_ARCHIVE_CORRUPT", problem, entry.name);
  }
  return entry.offset + LOCAL_LENGTH + nameLength + header.readUInt16LE(28);
}

function hasSameSizes(header: Buffer, entry: ZipEntry): boolean {
  return (
    header.readUInt32LE(14) === entry.crc32 &&
    header.readUInt32LE(18) === entry.packedSize &&
    header.readUInt32LE(22) === entry.size
  );
}

function hasNoSizes(header: Buffer, { flags }: ZipEntry): boolean {
  return (
    (flags & HAS_DESCRIPTOR) !== 0 &&
    header.subarray(14, 26).every((byte) => byte === 0)
  );
}
