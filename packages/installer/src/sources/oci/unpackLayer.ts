import { createZstdDecompress } from "node:zlib";
import type { OciLayer } from "../../resolve/ResolvedPlugin.ts";
import { createRefuse } from "../archive/ArchiveRefusal.ts";
import { checkEntryPath } from "../archive/checkEntryPath.ts";
import { TreeWriter } from "../archive/TreeWriter.ts";
import type { UnpackedTree, UnpackOptions } from "../archive/unpack.ts";
import { unpackTar } from "../archive/unpackTar.ts";
import { type Blob, readBlob } from "./BlobCache.ts";
import { isArchiveLayer } from "./toLayers.ts";

const ZSTD = 0xfd2fb528;

/** Unpacks a layer, or puts it in place where it is a single file. All entries are checked, also those not selected. */
export async function unpackLayer(
  layer: OciLayer,
  blob: Blob,
  options: UnpackOptions,
): Promise<UnpackedTree> {
  if (!isArchiveLayer(layer))
    return placeFile(layer.title ?? "", blob, options);
  const source = readBlob(blob);
  if (!(await isZstd(blob))) return unpackTar(source, options);
  const plain = createZstdDecompress();
  source.on("error", (error) => plain.destroy(error));
  plain.on("close", () => source.destroy());
  return unpackTar(source.pipe(plain), options);
}

/** The publisher chooses the title; it is held to the same rules as a name in an archive. */
async function placeFile(
  title: string,
  blob: Blob,
  options: UnpackOptions,
): Promise<UnpackedTree> {
  const refuse = createRefuse(options);
  const { maxDepth, maxBytes } = options.limits;
  const name = checkEntryPath(title, { maxDepth, refuse });
  if (name === "")
    throw refuse("FETCH_ARCHIVE_PATH", "has no file name", title);
  if (blob.size > maxBytes) {
    const problem = `brings it above ${maxBytes} bytes`;
    throw refuse("FETCH_ARCHIVE_LIMIT", problem, title);
  }
  const path = options.select(name);
  if (path === undefined) return { files: [], seen: 1 };
  const writer = new TreeWriter(options.into);
  try {
    writer.begin({ path, executable: false, size: blob.size });
    for await (const piece of readBlob(blob)) writer.append(piece as Buffer);
    writer.finish();
  } finally {
    writer.close();
  }
  return { files: writer.files, seen: 1 };
}

/** The media type doesn't always tell. https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1 */
async function isZstd({ file, size }: Blob): Promise<boolean> {
  if (size < 4) return false;
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
  return buffer.readUInt32LE(0) === ZSTD;
}
