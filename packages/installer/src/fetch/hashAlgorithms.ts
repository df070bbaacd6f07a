import type { ResolvedPlugin } from "../resolve/ResolvedPlugin.ts";

const SRI = /(?:^|\s)(sha1|sha256|sha384|sha512)-/g;

/** The hashes to compute over a package's bytes: `first`, and whatever the configuration's `integrity` is made with. */
export function hashAlgorithms(
  first: string,
  { request }: ResolvedPlugin,
): readonly string[] {
  const asked = [...(request.integrity ?? "").matchAll(SRI)].map(
    ([, name]) => name!,
  );
  return [...new Set([first, "sha512", ...asked])];
}
