import type { Refuse } from "./ArchiveRefusal.ts";
import { decodeName } from "./readTarHeader.ts";

/** What an extended header says about the entry after it, as far as it matters here. */
export interface PaxRecords {
  readonly path?: string;
  /** In bytes. */
  readonly size?: number;
}

/** Keys that may stand in an extended header without meaning anything to us: times, owners, attributes. */
const HARMLESS =
  /^(atime|mtime|ctime|uid|gid|uname|gname|comment|charset|hdrcharset|security\..*|[A-Z]+\..*)$/;

/**
 * Reads the records `<length> <key>=<value>\n` of a PAX header. Refuses sparse files, link targets, keys that come
 * twice and keys that nobody knows. https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 */
export function readPax(body: Buffer, refuse: Refuse): PaxRecords {
  const values = new Map<string, Buffer>();
  let at = 0;
  while (at < body.length) {
    const record = readRecord(body, at);
    if (!record || values.has(record.key)) {
      const problem = "has an extended header that makes no sense";
      throw refuse("FETCH_ARCHIVE_CORRUPT", problem);
    }
    checkKey(record.key, refuse);
    values.set(record.key, record.value);
    at = record.end;
  }
  const path = values.get("path");
  const size = values.get("size");
  return {
    ...(path && { path: decodeName(path, refuse) }),
    ...(size && { size: readSize(size, refuse) }),
  };
}

function checkKey(key: string, refuse: Refuse): void {
  if (key === "linkpath") {
    throw refuse("FETCH_ARCHIVE_LINK", "has a link's target in its headers");
  }
  if (key.startsWith("GNU.sparse.") || key === "SCHILY.realsize") {
    throw refuse("FETCH_ARCHIVE_ENTRY_TYPE", "has a sparse file");
  }
  if (key === "path" || key === "size" || HARMLESS.test(key)) return;
  const problem = "has an extended header with an unknown key";
  throw refuse("FETCH_ARCHIVE_CORRUPT", problem, key);
}

function readSize(value: Buffer, refuse: Refuse): number {
  const text = value.toString("latin1");
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const problem = "has an extended header whose size is no number";
  throw refuse("FETCH_ARCHIVE_CORRUPT", problem);
}

interface PaxRecord {
  readonly key: string;
  readonly value: Buffer;
  readonly end: number;
}

function readRecord(body: Buffer, at: number): PaxRecord | undefined {
  const space = body.indexOf(0x20, at);
  if (space === -1) return undefined;
  const digits = body.toString("latin1", at, space);
  if (!/^[1-9]\d{0,8}$/.test(digits)) return undefined;
  const end = at + Number(digits);
  const equals = body.indexOf(0x3d, space);
  if (equals === -1 || equals >= end || body[end - 1] !== 0x0a)
    return undefined;
  const key = body.toString("utf8", space + 1, equals);
  return { key, value: body.subarray(equals + 1, end - 1), end };
}
