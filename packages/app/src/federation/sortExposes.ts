const PREFERRED = ["./alpha", "."];

/** Exposed modules in the order in which a plugin is taken from them: the new frontend system's entry comes first. */
export function sortExposes(exposes: readonly string[]): readonly string[] {
  const rank = (name: string) => {
    const index = PREFERRED.indexOf(name);
    return index === -1 ? PREFERRED.length : index;
  };
  return [...exposes]
    .filter((name) => name !== "./package.json")
    .sort((a, b) => rank(a) - rank(b));
}
