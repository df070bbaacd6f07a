/** A dependency as `package.json` says it. `npm:other@^1` is another package under this name. */
export function parseSpec(
  alias: string,
  spec: string,
): { readonly name: string; readonly range: string } {
  const aliased = /^npm:(@?[^@]+)(?:@(.*))?$/.exec(spec);
  if (!aliased?.[1]) return { name: alias, range: spec };
  return { name: aliased[1], range: aliased[2] ?? "*" };
}
