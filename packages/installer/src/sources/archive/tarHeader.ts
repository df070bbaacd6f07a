export interface TarFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly mode: number;
  /** In bytes. */
  readonly size: number;
}

const BLOCK = 512;
const NAME = 100;
const PREFIX = 155;
const MAX_OCTAL_SIZE = 0o77777777777;

/**
 * The header of a regular file, without owner and time: the same file gives the same bytes everywhere. A name or a size
 * that the plain header has no room for gets an extended one before it.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export function tarHeader(file: TarFile): Buffer {
  const split = splitPath(file.path);
  const isLarge = file.size > MAX_OCTAL_SIZE;
  const plain = { ...file, size: isLarge ? 0 : file.size };
  if (split && !isLarge) return header(plain, { ...split, type: "0" });
  const records = Buffer.concat([
    ...(split ? [] : [paxRecord("path", file.path)]),
    ...(isLarge ? [paxRecord("size", String(file.size))] : []),
  ]);
  const extended = { mode: 0o644, size: records.length };
  return Buffer.concat([
    header(extended, { name: "PaxHeader", prefix: "", type: "x" }),
    records,
    tarPadding(records.length),
    header(plain, split ? { ...split, type: "0" } : LONG),
  ]);
}

/** What fills a file's last block. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** Two empty blocks. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

const LONG = { name: "long-name", prefix: "", type: "0" } as const;

interface Names {
  readonly name: string;
  readonly prefix: string;
}

/** Undefined where the name is too long or not in ASCII, which readers take for different encodings. */
function splitPath(path: string): Names | undefined {
  if (!/^[\x20-\x7e]*$/.test(path)) return undefined;
  if (path.length <= NAME) return { name: path, prefix: "" };
  const cut = path.indexOf("/", path.length - NAME - 1);
  if (cut < 1 || cut > PREFIX || cut === path.length - 1) return undefined;
  return { name: path.slice(cut + 1), prefix: path.slice(0, cut) };
}

function header(
  { mode, size }: Pick<TarFile, "mode" | "size">,
  { name, prefix, type }: Names & { readonly type: "0" | "x" },
): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(type, 156);
  block.write("ustar\u000000", 257);
  block.write(prefix, 345);
  // The sum counts its own field as spaces.
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\u0000 `, 148);
  return block;
}

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  const bare = Buffer.byteLength(rest);
  let length = bare + String(bare).length;
  if (bare + String(length).length !== length) length += 1;
  return Buffer.from(`${length}${rest}`);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
