import * as z from "zod";

/** In the root of a package: a hash of each of its files, whatever it is packed in. */
export const HASHES_FILE = "flyloft-hashes.json";

export const hashListSchema = z.strictObject({
  formatVersion: z.literal(1),
  name: z.string(),
  version: z.string(),
  /** `sha256-<hex>` by path, of every file but this one. */
  files: z.record(z.string(), z.string().regex(/^sha256-[0-9a-f]{64}$/)),
});

interface HashedPackage {
  readonly name: string;
  readonly version: string;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** The list's text. The same files give the same text. `sha256` is hex. */
export function formatHashList({
  name,
  version,
  files,
}: HashedPackage): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const list: z.input<typeof hashListSchema> = {
    formatVersion: 1,
    name,
    version,
    files: Object.fromEntries(
      sorted.map(({ path, sha256 }) => [path, `sha256-${sha256}`]),
    ),
  };
  return `${JSON.stringify(list, null, 2)}\n`;
}
