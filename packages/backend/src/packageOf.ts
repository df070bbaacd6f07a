/** The package that an import specifier names: `@acme/a` for `@acme/a/deep/file`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}
