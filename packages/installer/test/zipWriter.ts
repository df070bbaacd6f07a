import { crc32, deflateRawSync } from "node:zlib";

export interface RawZipEntry {
  readonly name: string;
  readonly content?: string | Buffer;
  /** The name in the entry's own header, where it differs. */
  readonly localName?: string;
  readonly crc?: number;
  readonly flags?: number;
  /** Uncompressed size as the headers tell it. */
  readonly size?: number;
  readonly unixMode?: number;
  /** Bytes that the headers claim beyond the packed content. */
  readonly extraPacked?: number;
  /** Index of the entry whose bytes this one shares. */
  readonly sameAs?: number;
}

export interface RawZipEnd {
  /** Added to the right number of entries. */
  readonly countError?: number;
}

/** A zip of exactly these headers, whatever they say. Everything is deflated. */
export function writeZip(
  entries: readonly RawZipEntry[],
  end: RawZipEnd = {},
): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const entry of entries) {
    const shared =
      entry.sameAs === undefined ? undefined : offsets[entry.sameAs];
    const packed = deflateRawSync(Buffer.from(entry.content ?? ""));
    offsets.push(shared ?? at);
    central.push(writeCentral(entry, packed.length, shared ?? at));
    if (shared !== undefined) continue;
    const local = Buffer.concat([writeLocal(entry, packed.length), packed]);
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const count = entries.length + (end.countError ?? 0);
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(count, 8);
  tail.writeUInt16LE(count, 10);
  tail.writeUInt32LE(directory.length, 12);
  tail.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, tail]);
}

function writeLocal(entry: RawZipEntry, packedSize: number): Buffer {
  const name = Buffer.from(entry.localName ?? entry.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  describe(entry, packedSize).copy(header, 6);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function writeCentral(
  entry: RawZipEntry,
  packedSize: number,
  offset: number,
): Buffer {
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 20, 4);
  header.writeUInt16LE(20, 6);
  describe(entry, packedSize).copy(header, 8);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(((entry.unixMode ?? 0o100644) << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

/** Flags, method, time, sum and sizes, as both headers have them. */
function describe(entry: RawZipEntry, packedSize: number): Buffer {
  const content = Buffer.from(entry.content ?? "");
  const fields = Buffer.alloc(20);
  fields.writeUInt16LE(entry.flags ?? 0x800, 0);
  fields.writeUInt16LE(8, 2);
  fields.writeUInt32LE(entry.crc ?? crc32(content), 8);
  fields.writeUInt32LE(packedSize + (entry.extraPacked ?? 0), 12);
  fields.writeUInt32LE(entry.size ?? content.length, 16);
  return fields;
}
