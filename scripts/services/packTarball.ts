import { createGzip } from "node:zlib";
import { type Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { create } from "tar";

export interface PackOptions {
  /** The folder whose entries are packed. */
  readonly cwd: string;
  /** What of it; `.` where left out. */
  readonly entries?: readonly string[];
  /** A folder that is put in front of every path. */
  readonly prefix?: string;
  readonly gzip?: boolean;
}

/** A reproducible tarball of files on disk. */
export function packTarball(options: PackOptions): Promise<Buffer> {
  const { cwd, entries = ["."], prefix, gzip = true } = options;
  const tar = create(
    { cwd, portable: true, mtime: new Date(0), ...(prefix && { prefix }) },
    [...entries],
  ) as unknown as Readable;
  return buffer(gzip ? tar.pipe(createGzip({ level: 6 })) : tar);
}
