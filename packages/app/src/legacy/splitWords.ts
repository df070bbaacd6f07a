/** How words that are names are written. */
const NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ["API", "AWS", "CD", "CI", "DB", "PR", "SLO", "UI", "URL"],
    ["DevOps", "DevTools", "GitHub", "GitLab", "GraphiQL", "JFrog"],
    ["PagerDuty", "RBAC", "SonarQube", "TechDocs"],
  ]
    .flat()
    .map((name) => [name.toLowerCase(), name]),
);

/** The words of an identifier, lower-case: `EntityArgoCDCard` → `entity`, `argo`, `cd`, `card`. */
export function splitWords(identifier: string): readonly string[] {
  return identifier
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** Words as people write them in a title: `github`, `actions` → `GitHub Actions`. */
export function toTitle(words: readonly string[]): string {
  return words
    .map((word) => NAMES[word] ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}

export function toKebab(words: readonly string[]): string {
  return words.join("-");
}
