import type { ConfigDescription, ConfigKey } from "@flyloft/backend";

/** A reference in Markdown: a section per package, a row per key. */
export function formatConfigDocs(
  descriptions: readonly ConfigDescription[],
  name?: string,
): string {
  const described = descriptions.filter(({ keys }) => keys.length > 0);
  if (described.length === 0) {
    return `${name ?? "Nothing that is installed here"} says nothing of its configuration.\n`;
  }
  return [
    "# Configuration",
    ...described.map(formatPackage),
    "**Visibility**: `frontend` reaches browsers, `secret` is kept out of logs and reports, everything else stays in the backend.",
    "",
  ].join("\n\n");
}

const HEADER = ["Key", "Type", "Default", "Visibility", "Description"];

function formatPackage(description: ConfigDescription): string {
  const { package: name, plugin, keys } = description;
  const whose =
    plugin === undefined
      ? "Of the portal itself."
      : plugin === name
        ? undefined
        : `Of \`${plugin}\`, which brings it.`;
  return [
    `## ${name}`,
    ...(whose ? [whose] : []),
    [HEADER, HEADER.map(() => "---"), ...keys.map(formatKey)]
      .map((cells) => `| ${cells.join(" | ")} |`)
      .join("\n"),
  ].join("\n\n");
}

function formatKey(key: ConfigKey): string[] {
  const notes = [
    key.required ? "**Required.**" : undefined,
    key.deprecated === undefined
      ? undefined
      : `**Deprecated:** ${key.deprecated}`,
    key.description,
  ];
  return [
    code(key.key),
    code(key.type),
    key.default === undefined ? "" : code(JSON.stringify(key.default)),
    key.visibility,
    cell(notes.filter((note) => note !== undefined).join(" ")),
  ];
}

function code(text: string): string {
  return `\`${cell(text).replaceAll("`", "'")}\``;
}

/** One line, and nothing that ends a cell or speaks to a terminal: packages choose these texts. */
function cell(text: string): string {
  return (
    text
      .replace(/\s+/g, " ")
      // oxlint-disable-next-line no-control-regex -- ASCII's and Latin-1's control characters.
      .replace(/[\u0000-\u001f\u007f-\u009f]/g, "")
      .replaceAll("|", "\\|")
  );
}
