import type { Several } from "./HashStream.ts";
import type { ResolvedPlugin } from "../resolve/ResolvedPlugin.ts";

const SRI = /(?:^|\s)(sha1|sha256|sha384|sha512)-/g;

/** The hashes to compute over a package's bytes: `first`, and whatever the configuration's `integrity` is made with. */
export function hashAlgorithms(
  first: string,
  { request }: ResolvedPlugin,
): Several {
  const asked = [...(request.integrity ?? "").matchAll(SRI)].flatMap(
    ([, name]) => name ?? [],
  );
  const others = new Set(["sha512", ...asked]);
  others.delete(first);
  return [first, ...others];
}
