/** A version as a tag: `+` isn't allowed there, and Helm's `_` in its place is what registries know. */
export function tagOf(version: string): string {
  return version.replaceAll("+", "_");
}
