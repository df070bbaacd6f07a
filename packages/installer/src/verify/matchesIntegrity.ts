/**
 * Whether one of the computed digests is what `integrity` asks for: an SRI string, several of which the strongest
 * algorithm decides (https://www.w3.org/TR/SRI/#get-the-strongest-metadata-from-set), or `sha256:<hex>` for OCI.
 */
export function matchesIntegrity(
  integrity: string,
  computed: readonly string[],
): boolean {
  const hashes = integrity.trim().split(/\s+/);
  const strongest = ["sha512", "sha384", "sha256", "sha1"].find((algorithm) =>
    hashes.some((hash) => hash.startsWith(algorithm)),
  );
  if (strongest === undefined) return false;
  // `?` starts options of an SRI hash, `!` the path inside an OCI artifact.
  const bare = computed.map((digest) => digest.replace(/!.*$/, ""));
  return hashes
    .filter((hash) => hash.startsWith(strongest))
    .some((hash) => bare.includes(hash.replace(/[?!].*$/, "")));
}
