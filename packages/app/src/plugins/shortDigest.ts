const SHOWN = 12;

/** `sha256:0123456789ab…`: enough to tell two apart by eye. */
export function shortDigest(digest: string): string {
  const [, prefix = "", value = ""] = /^(\w+[:-])?(.*)$/s.exec(digest) ?? [];
  if (value.length <= SHOWN) return digest;
  return `${prefix}${value.slice(0, SHOWN)}…`;
}
