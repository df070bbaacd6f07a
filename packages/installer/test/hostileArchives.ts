import { randomBytes } from "node:crypto";
import { constants, deflateRawSync, gzipSync } from "node:zlib";
import {
  type RawTarEntry,
  TAR_END,
  writeLongName,
  writePax,
  writeTar,
  writeTarEntry,
} from "./tarWriter.ts";
import { type RawZipEntry, type RawZipEnd, writeZip } from "./zipWriter.ts";

export interface HostileArchive {
  /** Number of the case in the project's list of bad input; several archives may show one. */
  readonly row: number;
  readonly title: string;
  readonly code: string;
  readonly kind: "tar" | "zip";
  /** The archive, in chunks, so that the large ones never stand in memory. */
  readonly chunks: () => Iterable<Buffer>;
  /** Where the usual limit would hide the one that this archive is about. */
  readonly maxBytes?: number;
  /** What the message must say, where the code alone could come from another check. */
  readonly says?: RegExp;
}

type Label = readonly [row: number, title: string, code: string];

const MEBIBYTE = 1024 * 1024;
const GIBIBYTE = 1024 * MEBIBYTE;

const good: RawTarEntry = { name: "package/package.json", content: "{}" };
const evil = "evil";

function tar(
  [row, title, code]: Label,
  ...entries: readonly RawTarEntry[]
): HostileArchive {
  const chunks = () => [gzipSync(writeTar(good, ...entries))];
  return { row, title, code: `FETCH_${code}`, kind: "tar", chunks };
}

function bytes(
  [row, title, code]: Label,
  ...content: readonly Buffer[]
): HostileArchive {
  const chunks = () => content;
  return { row, title, code: `FETCH_${code}`, kind: "tar", chunks };
}

function zip(
  [row, title, code]: Label,
  entries: readonly RawZipEntry[],
  end?: RawZipEnd,
): HostileArchive {
  const chunks = () => [writeZip([{ name: "a.txt" }, ...entries], end)];
  return { row, title, code: `FETCH_${code}`, kind: "zip", chunks };
}

function zipBytes(label: Label, content: Buffer): HostileArchive {
  return { ...bytes(label, content), kind: "zip" };
}

function file(name: string | Buffer): RawTarEntry {
  return { name, content: evil };
}

function link(name: string, target: string, type = "2"): RawTarEntry {
  return { name, type, link: target };
}

/** A gzip stream of a file of zeros, without end as far as its reader can tell. */
function* makeBomb(mebibytes: number, ballast: number): Generator<Buffer> {
  const flush = { finishFlush: constants.Z_FULL_FLUSH };
  const head = writeTarEntry({
    name: "package/zeros",
    size: mebibytes * MEBIBYTE,
  });
  yield Buffer.from("1f8b0800000000000003", "hex");
  yield deflateRawSync(head, flush);
  const zeros = deflateRawSync(
    Buffer.concat([randomBytes(ballast), Buffer.alloc(MEBIBYTE - ballast)]),
    flush,
  );
  for (let count = 0; count < mebibytes; count += 1) yield zeros;
}

function bomb(
  row: number,
  title: string,
  refusal: {
    readonly ballast: number;
    readonly maxBytes: number;
    readonly says: RegExp;
  },
): HostileArchive {
  const chunks = () => makeBomb(1024, refusal.ballast);
  const code = "FETCH_ARCHIVE_LIMIT";
  return { row, title, code, kind: "tar", chunks, ...refusal };
}

function* makeMany(count: number): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) {
    yield writeTarEntry({ name: `package/${index}` });
  }
  yield TAR_END;
}

const goodTar = writeTar(good, {
  name: "package/a",
  content: "a".repeat(2000),
});
const goodGzip = gzipSync(goodTar);
const goodZip = writeZip([{ name: "package.json", content: "{}" }]);
const deep = "a/".repeat(2000);
const negative = Buffer.from("ffffffffffffffffffffff00", "hex");
const page = Buffer.from("<!DOCTYPE html><title>Sign in</title>".padEnd(2000));

const tarNames: readonly HostileArchive[] = [
  tar([1, "'..' by name", "ARCHIVE_PATH"], file("package/../../evil")),
  tar([1, "'..' alone", "ARCHIVE_PATH"], { name: "..", type: "5" }),
  tar([2, "'..' by ustar prefix", "ARCHIVE_PATH"], {
    ...file("evil"),
    prefix: "../..",
  }),
  tar(
    [3, "'..' by PAX path", "ARCHIVE_PATH"],
    writePax({ path: "../evil" }),
    file("package/fine"),
  ),
  tar(
    [4, "'..' by GNU long name", "ARCHIVE_PATH"],
    writeLongName("../evil"),
    file("package/fine"),
  ),
  tar([5, "'..' by backslash", "ARCHIVE_PATH"], file("package\\..\\..\\evil")),
  tar([6, "absolute path", "ARCHIVE_PATH"], file("/tmp/evil")),
  tar([6, "absolute path by prefix", "ARCHIVE_PATH"], {
    ...file("evil"),
    prefix: "/tmp",
  }),
  tar([7, "drive letter", "ARCHIVE_PATH"], file("C:/evil")),
  tar(
    [8, "NUL in the name", "ARCHIVE_PATH"],
    file("package/a\u0000/../../evil"),
  ),
  tar(
    [9, "NUL in a PAX path", "ARCHIVE_PATH"],
    writePax({ path: "package/a\u0000b" }),
    file("package/fine"),
  ),
  tar(
    [10, "control characters", "ARCHIVE_PATH"],
    file("package/\u001b[2Jevil\r\nok"),
  ),
  tar(
    [10, "C1 control characters", "ARCHIVE_PATH"],
    file("package/\u009b2Jevil"),
  ),
  tar(
    [10, "name that is not UTF-8", "ARCHIVE_PATH"],
    file(Buffer.from("package/\xff\xfe", "latin1")),
  ),
  tar([11, "reserved name", "ARCHIVE_PATH"], file("package/aux")),
  tar(
    [11, "reserved name with an extension", "ARCHIVE_PATH"],
    file("package/NUL.txt"),
  ),
  tar([11, "alternate stream", "ARCHIVE_PATH"], file("package/a:b")),
  tar([11, "trailing dot", "ARCHIVE_PATH"], file("package/a./b")),
  tar([11, "trailing space", "ARCHIVE_PATH"], file("package/a ")),
  tar([11, "'...'", "ARCHIVE_PATH"], file("package/.../evil")),
  tar([11, "empty part", "ARCHIVE_PATH"], file("package//evil")),
  tar(
    [12, "depth 2000", "ARCHIVE_LIMIT"],
    writePax({ path: `${deep}evil` }),
    file("package/fine"),
  ),
  tar(
    [12, "depth 100", "ARCHIVE_LIMIT"],
    writeLongName(`${deep.slice(0, 200)}evil`),
    file("package/fine"),
  ),
  tar(
    [13, "a 300-byte segment", "ARCHIVE_LIMIT"],
    writePax({ path: "a".repeat(300) }),
    file("package/fine"),
  ),
  tar(
    [13, "a 300-byte segment of few letters", "ARCHIVE_LIMIT"],
    writePax({ path: "€".repeat(100) }),
    file("package/fine"),
  ),
];

const tarTypes: readonly HostileArchive[] = [
  tar(
    [14, "absolute symlink", "ARCHIVE_LINK"],
    link("package/evil", "/etc/passwd"),
  ),
  tar(
    [15, "escaping symlink", "ARCHIVE_LINK"],
    link("package/evil", "../../../etc/passwd"),
  ),
  tar(
    [16, "symlinked folder, then a write through it", "ARCHIVE_LINK"],
    link("package/evil", "/tmp"),
    file("package/evil/file"),
  ),
  tar(
    [17, "internal symlink", "ARCHIVE_LINK"],
    link("package/evil", "package.json"),
  ),
  tar(
    [17, "symlink with a PAX target", "ARCHIVE_LINK"],
    writePax({ linkpath: "package.json" }),
    link("package/evil", "x"),
  ),
  tar([17, "GNU long link", "ARCHIVE_LINK"], {
    name: "././@LongLink",
    type: "K",
    content: "x",
  }),
  tar(
    [18, "escaping hard link", "ARCHIVE_LINK"],
    link("package/evil", "../../etc/passwd", "1"),
  ),
  tar(
    [19, "absolute hard link", "ARCHIVE_LINK"],
    link("package/evil", "/etc/passwd", "1"),
  ),
  tar(
    [20, "hard link through a symlink", "ARCHIVE_LINK"],
    link("package/a", "/etc"),
    link("package/evil", "package/a/passwd", "1"),
  ),
  tar([21, "character device", "ARCHIVE_ENTRY_TYPE"], {
    name: "package/evil",
    type: "3",
  }),
  tar([21, "block device", "ARCHIVE_ENTRY_TYPE"], {
    name: "package/evil",
    type: "4",
  }),
  tar([22, "FIFO", "ARCHIVE_ENTRY_TYPE"], { name: "package/evil", type: "6" }),
  tar([23, "sparse file", "ARCHIVE_ENTRY_TYPE"], {
    name: "package/evil",
    type: "S",
  }),
  tar(
    [23, "sparse file by PAX", "ARCHIVE_ENTRY_TYPE"],
    writePax({ "GNU.sparse.major": "1" }),
    file("package/evil"),
  ),
  tar([24, "unknown type", "ARCHIVE_ENTRY_TYPE"], {
    name: "package/evil",
    type: "Q",
  }),
  tar(
    [24, "unknown PAX key", "ARCHIVE_CORRUPT"],
    writePax({ "path ": "x" }),
    file("package/evil"),
  ),
  tar(
    [25, "duplicate entry", "ARCHIVE_DUPLICATE"],
    file("package/package.json"),
  ),
  tar(
    [25, "duplicate entry by './'", "ARCHIVE_DUPLICATE"],
    file("./package/package.json"),
  ),
  tar(
    [26, "case collision", "ARCHIVE_DUPLICATE"],
    file("package/Package.json"),
  ),
  tar(
    [26, "case collision of folders", "ARCHIVE_DUPLICATE"],
    file("package/a/b"),
    file("package/A/c"),
  ),
  tar(
    [26, "case collision beyond ASCII", "ARCHIVE_DUPLICATE"],
    file("package/stra\u00dfe"),
    file("package/STRASSE"),
  ),
  tar(
    [27, "NFC and NFD", "ARCHIVE_DUPLICATE"],
    file("package/\u00e9"),
    file("package/e\u0301"),
  ),
  tar(
    [28, "a file, then a folder of that name", "ARCHIVE_DUPLICATE"],
    file("package/a"),
    { name: "package/a/", type: "5" },
  ),
  tar(
    [28, "a file, then a file in it", "ARCHIVE_DUPLICATE"],
    file("package/a"),
    file("package/a/b"),
  ),
  tar(
    [28, "a folder, then a file of that name", "ARCHIVE_DUPLICATE"],
    file("package/a/b"),
    file("package/a"),
  ),
];

const tarBytes: readonly HostileArchive[] = [
  bomb(31, "gzip bomb of 1 GiB", {
    ballast: 0,
    maxBytes: 2 * GIBIBYTE,
    says: /100 times its size/,
  }),
  bomb(32, "a bomb under 1000:1", {
    ballast: 4 * 1024,
    maxBytes: 2 * GIBIBYTE,
    says: /100 times its size/,
  }),
  bomb(32, "a bomb under 100:1", {
    ballast: 16 * 1024,
    maxBytes: 64 * MEBIBYTE,
    says: /above 67108864 unpacked bytes/,
  }),
  {
    ...bytes([32, "zeros without end behind the archive", "ARCHIVE_LIMIT"]),
    chunks: function* () {
      yield goodTar;
      for (;;) yield Buffer.alloc(MEBIBYTE);
    },
    says: /more than 67108864 bytes/,
  },
  {
    ...tar([33, "50,000 entries", "ARCHIVE_LIMIT"]),
    chunks: () => makeMany(50_000),
  },
  tar([34, "size lie: shorter", "ARCHIVE_CORRUPT"], {
    name: "package/a",
    content: "a".repeat(2000),
    size: 10,
  }),
  tar([34, "size lie: longer", "ARCHIVE_CORRUPT"], {
    name: "package/a",
    content: evil,
    size: 1_000_000,
  }),
  tar([34, "size lie: folder with content", "ARCHIVE_CORRUPT"], {
    name: "package/a",
    type: "5",
    content: evil,
  }),
  tar([34, "size lie: more than is allowed", "ARCHIVE_LIMIT"], {
    name: "package/a",
    content: evil,
    size: 8 ** 11 - 1,
  }),
  tar([35, "negative size", "ARCHIVE_CORRUPT"], {
    ...file("package/a"),
    size: negative,
  }),
  tar([35, "size of letters", "ARCHIVE_CORRUPT"], {
    ...file("package/a"),
    size: Buffer.from("4 evil"),
  }),
  tar(
    [36, "PAX size mismatch", "ARCHIVE_CORRUPT"],
    writePax({ size: "600" }),
    file("package/a"),
  ),
  tar(
    [36, "PAX size for all entries", "ARCHIVE_CORRUPT"],
    writePax({ size: "4" }, "g"),
    file("package/a"),
  ),
  tar(
    [36, "negative PAX size", "ARCHIVE_CORRUPT"],
    writePax({ size: "-4" }),
    file("package/a"),
  ),
  tar(
    [36, "two names for one entry", "ARCHIVE_CORRUPT"],
    writePax({ path: "package/a" }),
    writeLongName("package/b"),
    file("c"),
  ),
  tar([37, "bad checksum", "ARCHIVE_CORRUPT"], {
    ...file("package/a"),
    checksumError: 1,
  }),
  bytes(
    [37, "bad checksum of the first header", "ARCHIVE_CORRUPT"],
    writeTar({ ...good, checksumError: 1 }),
  ),
  bytes([38, "truncated gzip", "ARCHIVE_CORRUPT"], goodGzip.subarray(0, -20)),
  bytes(
    [38, "gzip without its trailer", "ARCHIVE_CORRUPT"],
    goodGzip.subarray(0, -8),
  ),
  bytes(
    [38, "gzip with a wrong sum", "ARCHIVE_CORRUPT"],
    goodGzip.subarray(0, -8),
    Buffer.from("0000000000000000", "hex"),
  ),
  bytes(
    [38, "gzip that ends in its header", "ARCHIVE_CORRUPT"],
    goodGzip.subarray(0, 5),
  ),
  bytes(
    [38, "damaged gzip", "ARCHIVE_CORRUPT"],
    goodGzip.subarray(0, 20),
    Buffer.alloc(20, 0xff),
    goodGzip.subarray(40),
  ),
  bytes([39, "truncated tar", "ARCHIVE_CORRUPT"], goodTar.subarray(0, 1500)),
  bytes(
    [39, "tar without its end", "ARCHIVE_CORRUPT"],
    goodTar.subarray(0, -1024),
  ),
  bytes(
    [39, "tar with more behind its end", "ARCHIVE_CORRUPT"],
    goodTar,
    goodTar,
  ),
  bytes([40, "an HTML page", "NOT_AN_ARCHIVE"], page),
  bytes([40, "an HTML page, gzip", "NOT_AN_ARCHIVE"], gzipSync(page)),
  bytes(
    [40, "a short JSON answer", "NOT_AN_ARCHIVE"],
    Buffer.from('{"error":"no"}'),
  ),
  bytes([41, "empty", "NOT_AN_ARCHIVE"]),
  bytes([41, "empty gzip", "NOT_AN_ARCHIVE"], gzipSync("")),
  bytes([42, "a second gzip member", "ARCHIVE_CORRUPT"], goodGzip, goodGzip),
  bytes(
    [42, "an empty first gzip member", "ARCHIVE_CORRUPT"],
    gzipSync(""),
    goodGzip,
  ),
];

const zips: readonly HostileArchive[] = [
  zip([1, "zip: '..' by name", "ARCHIVE_PATH"], [{ name: "../evil" }]),
  zip([5, "zip: backslash", "ARCHIVE_PATH"], [{ name: "..\\evil" }]),
  zip([6, "zip: absolute path", "ARCHIVE_PATH"], [{ name: "/tmp/evil" }]),
  zip(
    [8, "zip: NUL in the name", "ARCHIVE_PATH"],
    [{ name: "a\u0000/../evil" }],
  ),
  zip(
    [17, "zip: symlink", "ARCHIVE_LINK"],
    [{ name: "evil", content: "/etc/passwd", unixMode: 0o120777 }],
  ),
  zip(
    [21, "zip: character device", "ARCHIVE_ENTRY_TYPE"],
    [{ name: "evil", unixMode: 0o020644 }],
  ),
  zip([25, "zip: duplicate entry", "ARCHIVE_DUPLICATE"], [{ name: "a.txt" }]),
  zip([26, "zip: case collision", "ARCHIVE_DUPLICATE"], [{ name: "A.TXT" }]),
  zip(
    [31, "zip: a bomb", "ARCHIVE_LIMIT"],
    [{ name: "zeros", content: Buffer.alloc(32 * MEBIBYTE) }],
  ),
  zip(
    [34, "zip: size lie, smaller", "ARCHIVE_CORRUPT"],
    [{ name: "b", content: "a".repeat(2000), size: 10 }],
  ),
  zip(
    [34, "zip: size lie, larger", "ARCHIVE_CORRUPT"],
    [{ name: "b", content: "a", size: 10 }],
  ),
  zipBytes(
    [38, "zip: without its end", "ARCHIVE_CORRUPT"],
    goodZip.subarray(0, -22),
  ),
  zipBytes([40, "zip: an HTML page", "NOT_AN_ARCHIVE"], page),
  zipBytes([41, "zip: empty", "NOT_AN_ARCHIVE"], Buffer.alloc(0)),
  zip(
    [46, "local and central names differ", "ARCHIVE_CORRUPT"],
    [{ name: "b", localName: "c" }],
  ),
  zip(
    [47, "wrong CRC", "ARCHIVE_CORRUPT"],
    [{ name: "b", content: "b", crc: 1 }],
  ),
  zip(
    [48, "encrypted", "ARCHIVE_ENCRYPTED"],
    [{ name: "b", content: "b", flags: 0x801 }],
  ),
  {
    ...zip(
      [49, "overlapping entries", "ARCHIVE_CORRUPT"],
      [{ name: "b", content: "b", extraPacked: 20 }, { name: "c" }],
    ),
    says: /overlaps/,
  },
  {
    ...zip(
      [49, "last entry overlaps the directory", "ARCHIVE_CORRUPT"],
      [{ name: "b", content: "b", extraPacked: 20 }],
    ),
    says: /overlaps/,
  },
  zip(
    [49, "two entries for the same bytes", "ARCHIVE_CORRUPT"],
    [
      { name: "b", content: "b" },
      { name: "c", sameAs: 1 },
    ],
  ),
  zip([50, "entry count lie: fewer", "ARCHIVE_CORRUPT"], [{ name: "b" }], {
    countError: -1,
  }),
  zip([50, "entry count lie: more", "ARCHIVE_CORRUPT"], [{ name: "b" }], {
    countError: 1,
  }),
];

/** One archive per line of the list, and some more where a line can be met in several ways. */
export const hostileArchives: readonly HostileArchive[] = [
  ...tarNames,
  ...tarTypes,
  ...tarBytes,
  ...zips,
];
