export interface RawTarEntry {
  readonly name: string | Buffer;
  /** `0` where left out. */
  readonly type?: string;
  readonly content?: string | Buffer;
  readonly mode?: number;
  readonly prefix?: string;
  readonly link?: string;
  /** What the header says where that isn't the content's length; bytes go into the field as they are. */
  readonly size?: number | Buffer;
  /** Added to the right checksum. */
  readonly checksumError?: number;
}

export const TAR_END = Buffer.alloc(1024);

/** A tar of exactly these headers, whatever they say, with its end. */
export function writeTar(...entries: readonly RawTarEntry[]): Buffer {
  return Buffer.concat([...entries.map(writeTarEntry), TAR_END]);
}

export function writeTarEntry(entry: RawTarEntry): Buffer {
  const content = Buffer.from(entry.content ?? "");
  const block = Buffer.alloc(512);
  Buffer.from(entry.name).copy(block, 0, 0, 100);
  block.write(octal(entry.mode ?? 0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  const size = entry.size ?? content.length;
  if (Buffer.isBuffer(size)) size.copy(block, 124);
  else block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(entry.type ?? "0", 156);
  block.write(entry.link ?? "", 157, 100);
  block.write("ustar\u000000", 257);
  block.write(entry.prefix ?? "", 345, 155);
  block.write("        ", 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum + (entry.checksumError ?? 0), 6)}\u0000 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([block, content, padding]);
}

/** An extended header with these records. */
export function writePax(
  records: Readonly<Record<string, string>>,
  type: "x" | "g" = "x",
): RawTarEntry {
  const content = Object.entries(records)
    .map(([key, value]) => writePaxRecord(key, value))
    .join("");
  return { name: "PaxHeader/entry", type, content };
}

/** GNU's header for a name that its own has no room for. */
export function writeLongName(name: string): RawTarEntry {
  return { name: "././@LongLink", type: "L", content: `${name}\u0000` };
}

function writePaxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bare = Buffer.byteLength(rest);
  let length = bare + String(bare).length;
  if (bare + String(length).length !== length) length += 1;
  return `${length}${rest}`;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
