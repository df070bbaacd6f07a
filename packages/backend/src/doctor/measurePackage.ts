import { readFile, readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { RemoteSize } from "./Diagnosis.ts";

export interface PackageSize {
  /** Of the package and all that is linked beside it. */
  readonly bytes: number;
  /** Packages that are linked beside it, or bundled inside. */
  readonly dependencies: number;
}

/** Walks a package's folder, and those of the packages that Node would find beside it in the store. */
export async function measurePackage(dir: string): Promise<PackageSize> {
  const seen = new Set<string>();
  const queue = [await realpath(dir)];
  let bytes = 0;
  let dependencies = -1;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const files = await listFiles(next);
    dependencies += 1 + files.filter(isBundledManifest).length;
    for (const file of files) bytes += (await stat(path.join(next, file))).size;
    queue.push(...(await listNeighbours(next)));
  }
  return { bytes, dependencies };
}

/** Scripts and styles below a folder. */
export async function measureScripts(dir: string): Promise<RemoteSize> {
  const scripts = (await listFiles(dir)).filter((file) =>
    /\.(?:m?js|css)$/.test(file),
  );
  let size: RemoteSize = { bytes: 0, gzipBytes: 0 };
  for (const file of scripts) {
    const one = await measureFile(path.join(dir, file));
    size = {
      bytes: size.bytes + one.bytes,
      gzipBytes: size.gzipBytes + one.gzipBytes,
    };
  }
  return size;
}

export async function measureFile(file: string): Promise<RemoteSize> {
  const content = await readFile(file);
  const zipped = await promisify(gzip)(content);
  return { bytes: content.length, gzipBytes: zipped.length };
}

/** Links are told apart from files: they lead to packages of their own. */
async function listFiles(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      path.relative(dir, path.join(parentPath, name)),
    );
}

function isBundledManifest(file: string): boolean {
  return /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(file);
}

/** Packages of the store that are linked into the `node_modules` folder that the package lies in. */
async function listNeighbours(dir: string): Promise<readonly string[]> {
  const [, modules] = /^(.*\/links\/[^/]+\/node_modules)\//.exec(dir) ?? [];
  if (modules === undefined) return [];
  const links: string[] = [];
  for (const entry of await readdir(modules, { withFileTypes: true })) {
    const place = path.join(modules, entry.name);
    if (entry.isSymbolicLink()) links.push(place);
    else if (entry.name.startsWith("@") && entry.isDirectory()) {
      const scoped = await readdir(place, { withFileTypes: true });
      links.push(
        ...scoped
          .filter((each) => each.isSymbolicLink())
          .map(({ name }) => path.join(place, name)),
      );
    }
  }
  return Promise.all(links.map((link) => realpath(link)));
}
