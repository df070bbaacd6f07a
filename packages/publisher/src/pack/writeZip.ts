import { crc32, deflateRawSync } from "node:zlib";
import type { PackedFile } from "./PackageContent.ts";

const VERSION = 20;
const UNIX = 3 << 8;
const UTF8_NAMES = 0x0800;
const STORED = 0;
const DEFLATED = 8;
/** 1980-01-01, the earliest there is: no time, so that the same files give the same bytes. */
const NO_DATE = (1 << 5) | 1;
const REGULAR_FILE = 0o100000;

/**
 * A zip of the files. They have to be sorted; the same ones give the same bytes.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function writeZip(files: readonly PackedFile[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const { head, body, entry } = packEntry(file, offset);
    bodies.push(head, body);
    directory.push(entry);
    offset += head.length + body.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}

function packEntry({ path, mode, bytes }: PackedFile, offset: number) {
  const name = Buffer.from(path);
  const deflated = deflateRawSync(bytes, { level: 9 });
  const isSmaller = deflated.length < bytes.length;
  const body = isSmaller ? deflated : bytes;
  // Version, flags, method, time, date, checksum, both sizes, length of the name: the same in both headers.
  const common = Buffer.alloc(24);
  common.writeUInt16LE(VERSION, 0);
  common.writeUInt16LE(UTF8_NAMES, 2);
  common.writeUInt16LE(isSmaller ? DEFLATED : STORED, 4);
  common.writeUInt16LE(NO_DATE, 8);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(body.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(name.length, 22);
  const signature = Buffer.from([0x50, 0x4b, 3, 4]);
  const head = Buffer.concat([signature, common, Buffer.alloc(2), name]);
  const made = Buffer.from([0x50, 0x4b, 1, 2, 0, 0]);
  made.writeUInt16LE(UNIX | VERSION, 4);
  const rest = Buffer.alloc(16);
  rest.writeUInt32LE(((REGULAR_FILE | mode) << 16) >>> 0, 8);
  rest.writeUInt32LE(offset, 12);
  const entry = Buffer.concat([made, common, rest, name]);
  return { head, body, entry };
}
