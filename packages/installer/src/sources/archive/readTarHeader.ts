import { isUtf8 } from "node:buffer";
import type { Refuse } from "./ArchiveRefusal.ts";

export const BLOCK = 512;

export interface TarHeader {
  readonly name: string;
  /** One character; a space for old archives' NUL is not used: NUL reads as `0`. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  readonly mode: number;
}

/**
 * Reads one header block, or answers undefined for a block of zeros. Strict where tar programs differ: what two of
 * them would understand differently is refused. https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 */
export function readTarHeader(
  block: Buffer,
  refuse: Refuse,
): TarHeader | undefined {
  const sum = sumBytes(block);
  if (sum === 0) return undefined;
  const stored = readNumber(block, CHECKSUM);
  if (stored === undefined || stored !== sum - sumField(block) + 8 * 0x20) {
    throw refuse("FETCH_ARCHIVE_CORRUPT", "has a header with a bad checksum");
  }
  const name = readName(block, refuse);
  const size = readNumber(block, { at: 124, length: 12 });
  const mode = readNumber(block, { at: 100, length: 8 });
  if (size === undefined || mode === undefined) {
    const problem = "has a size or mode that is no positive number";
    throw refuse("FETCH_ARCHIVE_CORRUPT", problem, name);
  }
  const type = String.fromCharCode(block[156] || 0x30);
  return { name, type, size, mode };
}

/** True for a block with the magic of a tar header, whatever its checksum. */
export function hasTarMagic(block: Buffer): boolean {
  return block.length >= 262 && block.toString("latin1", 257, 262) === "ustar";
}

/** A name's bytes as text. Throws `FETCH_ARCHIVE_PATH` for a NUL inside and for anything but UTF-8. */
export function decodeName(bytes: Buffer, refuse: Refuse): string {
  const name = bytes.toString("utf8");
  if (bytes.includes(0)) {
    throw refuse("FETCH_ARCHIVE_PATH", "has a NUL in its name", name);
  }
  if (!isUtf8(bytes)) {
    throw refuse("FETCH_ARCHIVE_PATH", "has a name that is not UTF-8", name);
  }
  return name;
}

interface Field {
  readonly at: number;
  readonly length: number;
}

const CHECKSUM: Field = { at: 148, length: 8 };

function readName(block: Buffer, refuse: Refuse): string {
  const name = decodeName(trimField(block, { at: 0, length: 100 }), refuse);
  // GNU's own format ends its magic with a space and keeps other things where POSIX keeps the prefix.
  const isPosix = hasTarMagic(block) && block[262] === 0;
  if (!isPosix || block[345] === 0) return name;
  const prefix = trimField(block, { at: 345, length: 155 });
  return `${decodeName(prefix, refuse)}/${name}`;
}

/** The field without the NULs at its end. */
function trimField(block: Buffer, { at, length }: Field): Buffer {
  let end = at + length;
  while (end > at && block[end - 1] === 0) end -= 1;
  return block.subarray(at, end);
}

/** Octal digits with spaces around and NULs behind, or GNU's base 256. Undefined for anything else, and below zero. */
function readNumber(block: Buffer, field: Field): number | undefined {
  const { at, length } = field;
  const end = at + length;
  const first = block[at] ?? 0;
  if (first & 0x80) return readBase256(block, field);
  let position = at;
  while (position < end && block[position] === 0x20) position += 1;
  let value = 0;
  for (; position < end; position += 1) {
    const digit = (block[position] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  for (; position < end; position += 1) {
    const byte = block[position];
    if (byte !== 0 && byte !== 0x20) return undefined;
  }
  return value;
}

function readBase256(block: Buffer, { at, length }: Field): number | undefined {
  const isNegative = ((block[at] ?? 0) & 0x40) !== 0;
  if (isNegative) return undefined;
  let value = (block[at] ?? 0) & 0x3f;
  for (let index = at + 1; index < at + length; index += 1) {
    value = value * 256 + (block[index] ?? 0);
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return value;
}

function sumBytes(block: Buffer): number {
  let sum = 0;
  for (let index = 0; index < BLOCK; index += 1) sum += block[index] ?? 0;
  return sum;
}

function sumField(block: Buffer): number {
  let sum = 0;
  for (let index = 0; index < CHECKSUM.length; index += 1) {
    sum += block[CHECKSUM.at + index] ?? 0;
  }
  return sum;
}
