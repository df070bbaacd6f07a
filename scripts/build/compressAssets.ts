import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

const COMPRESSIBLE = /\.(js|css|svg|json|txt)$/;
const SMALLEST_WORTHWHILE = 1024;

/**
 * Writes `.br` and `.gz` beside the named files of `dir` where that makes them smaller, and removes what earlier
 * builds left there. Names under `static/` carry a content hash, so a compressed file that exists is still right.
 */
export async function compressAssets(
  dir: string,
  names: readonly string[],
): Promise<void> {
  const keep = new Set(
    names.flatMap((name) => [name, `${name}.br`, `${name}.gz`]),
  );
  const files = await readdir(dir, { recursive: true, withFileTypes: true });
  for (const file of files) {
    if (!file.isFile()) continue;
    const absolute = path.join(file.parentPath, file.name);
    const name = path.relative(dir, absolute).replaceAll(path.sep, "/");
    if (!keep.has(name)) await rm(absolute);
  }
  await Promise.all(
    names
      .filter((name) => name.startsWith("static/") && COMPRESSIBLE.test(name))
      .map((name) => compressFile(path.join(dir, name))),
  );
}

async function compressFile(file: string): Promise<void> {
  if (existsSync(`${file}.br`)) return;
  const content = await readFile(file);
  if (content.length < SMALLEST_WORTHWHILE) return;
  const [br, gz] = await Promise.all([
    brotli(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 10,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
    deflate(content, { level: 9 }),
  ]);
  // The Brotli file is written last: it is the sign that both are there.
  await writeFile(`${file}.gz`, gz);
  await writeFile(`${file}.br`, br);
}
