/** What bytes that are no archive seem to be, to end a sentence that begins with "its archive". */
export function describeContent(head: Buffer): string {
  if (head.length === 0) return "is empty";
  const known = MAGIC.find(([magic]) =>
    head.subarray(0, magic.length).equals(magic),
  );
  if (known) return `is ${known[1]}, which is not supported here`;
  const text = head.toString("latin1").trimStart().toLowerCase();
  if (text.startsWith("<!doctype html") || text.startsWith("<html"))
    return "is a web page";
  if (text.startsWith("{") || text.startsWith("[")) return "is JSON";
  return "is no archive of a known kind";
}

const MAGIC: readonly (readonly [Buffer, string])[] = [
  [Buffer.from([0x1f, 0x8b]), "compressed twice"],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), "compressed with zstd"],
  [Buffer.from([0xfd, 0x37, 0x7a, 0x58]), "compressed with xz"],
  [Buffer.from("BZh"), "compressed with bzip2"],
  [Buffer.from("PK\u0003\u0004"), "a zip"],
  [Buffer.from("PK\u0005\u0006"), "an empty zip"],
];
