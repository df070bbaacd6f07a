const NEW = "./alpha";
const OLD = ".";

/**
 * Exposed modules in the order in which a plugin is taken from them. Where a package has an entry for the new frontend
 * system, its main one often is the same plugin for the old system: a group of its own, for when the others bring none.
 */
export function groupExposes(
  exposes: readonly string[],
): readonly (readonly string[])[] {
  const names = exposes.filter((name) => name !== "./package.json");
  const others = names.filter((name) => name !== NEW && name !== OLD);
  const old = names.includes(OLD) ? [OLD] : [];
  if (!names.includes(NEW)) return [[...old, ...others]];
  return [[NEW, ...others], old].filter((group) => group.length > 0);
}
