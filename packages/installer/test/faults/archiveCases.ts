import { gzipSync } from "node:zlib";
import { type HostileArchive, hostileArchives } from "../hostileArchives.ts";
import { type RawTarEntry, writeTar } from "../tarWriter.ts";
import { writeZip } from "../zipWriter.ts";
import { NEW, type Overrides, pack } from "./observe.ts";
import type { Via } from "./Source.ts";

/** An archive of the list, offered as a plugin's next version, and what has to come of it. */
export interface ArchiveCase {
  readonly row: number;
  readonly title: string;
  /** By each way that it can come. */
  readonly codes: Partial<Readonly<Record<Via, string>>>;
  readonly bytes: (name: string, via: Via) => Buffer;
  readonly overrides?: Overrides;
  readonly entry?: (integrity: string) => string;
}

const MEBIBYTE = 1024 * 1024;

/** What a portal may be set to; the archives are made to break these. */
const LIMITS = {
  maxBytes: 64 * MEBIBYTE,
  maxEntries: 1000,
  maxDepth: 64,
  timeoutMs: 30_000,
};

/** As much of an endless archive as shows that it is refused. */
const ENOUGH = 66 * MEBIBYTE;

function take(chunks: Iterable<Buffer>): Buffer {
  const taken: Buffer[] = [];
  let size = 0;
  for (const chunk of chunks) {
    taken.push(chunk);
    size += chunk.length;
    if (size > ENOUGH) break;
  }
  return Buffer.concat(taken);
}

const hostile = hostileArchives.map((archive: HostileArchive): ArchiveCase => {
  const { row, title, kind, code } = archive;
  let made: Buffer | undefined;
  const maxBytes = archive.maxBytes ?? LIMITS.maxBytes;
  return {
    row,
    title,
    codes: kind === "zip" ? { file: code } : { npm: code, oci: code },
    bytes: () => (made ??= take(archive.chunks())),
    overrides: { limits: { ...LIMITS, maxBytes } },
  };
});

function manifest(name: string, fields: object = {}): string {
  return JSON.stringify({
    name: `@acme/${name}`,
    version: NEW,
    main: "index.js",
    backstage: { role: "backend-plugin", pluginId: "example" },
    ...fields,
  });
}

/** Files at the root of a zip, and below `package/` in a tarball. */
function archive(via: Via, files: readonly RawTarEntry[], top = "package/") {
  if (via === "file") {
    return writeZip(
      files.map(({ name, content = "" }) => ({ name: String(name), content })),
    );
  }
  return gzipSync(
    writeTar(...files.map((file) => ({ ...file, name: `${top}${file.name}` }))),
  );
}

/** What is wrong with them is what they mean; or nothing is, once it is masked. */
const meanings: readonly ArchiveCase[] = [
  {
    row: 29,
    title: "setuid",
    codes: { npm: "installed", oci: "installed" },
    bytes: (name, via) =>
      archive(via, [
        { name: "package.json", content: manifest(name) },
        { name: "index.js", content: "1", mode: 0o4755 },
      ]),
  },
  {
    row: 30,
    title: "world-writable",
    codes: { npm: "installed", oci: "installed" },
    bytes: (name, via) =>
      archive(via, [
        { name: "package.json", content: manifest(name), mode: 0o777 },
        { name: "index.js", content: "1", mode: 0o666 },
      ]),
  },
  {
    row: 43,
    title: "no manifest",
    codes: {
      npm: "VERIFY_MANIFEST_MISSING",
      oci: "FETCH_PATH_NOT_IN_ARTIFACT",
      file: "VERIFY_MANIFEST_MISSING",
    },
    bytes: (_name, via) => archive(via, [{ name: "index.js", content: "1" }]),
  },
  {
    row: 44,
    title: "two roots",
    codes: {
      // npm takes the first folder away, whatever its name: then the two are one.
      npm: "FETCH_ARCHIVE_DUPLICATE",
      oci: "FETCH_PATH_NOT_IN_ARTIFACT",
      file: "VERIFY_MANIFEST_MISSING",
    },
    bytes: (name, via) =>
      archive(
        via,
        ["a", "b"].map((folder) => {
          const content = manifest(name);
          return { name: `${folder}/package.json`, content };
        }),
        "",
      ),
  },
  {
    row: 45,
    title: "another plugin than the registry says",
    codes: { npm: "VERIFY_NAME_MISMATCH" },
    bytes: (_name, via) => pack({ via }, { name: "other", version: NEW }),
  },
  {
    row: 45,
    title: "another plugin than the entry's integrity says",
    codes: {
      npm: "VERIFY_INTEGRITY_MISMATCH",
      oci: "VERIFY_INTEGRITY_MISMATCH",
      file: "VERIFY_INTEGRITY_MISMATCH",
    },
    bytes: (name, via) => pack({ via }, { name, version: NEW }),
    entry: (integrity) => `\n  integrity: ${integrity}`,
  },
  {
    row: 46,
    title: "any zip from a registry: 46 to 50 come as files and uploads only",
    codes: { npm: "FETCH_NOT_AN_ARCHIVE", oci: "FETCH_NOT_AN_ARCHIVE" },
    bytes: (name) => pack({ via: "file" }, { name, version: NEW }),
  },
];

export const archiveCases: readonly ArchiveCase[] = [...hostile, ...meanings];
