interface Column {
  readonly key: string;
  readonly header: string;
}

interface Options {
  readonly header: boolean;
  readonly columns: readonly Column[];
  /** Called with each text before it is quoted; the catalog defuses spreadsheet formulas here. */
  readonly cast: { readonly string: (text: string) => string };
}

/**
 * Takes the place of `csv-stringify/lib/sync` in the catalog's export, which is made for Node's streams and would
 * bring 230 kB of replacements for them into the browser. Rows are RFC 4180's, with `\n` as that package writes them.
 */
export default function stringify(
  records: readonly Readonly<Record<string, unknown>>[],
  { header, columns, cast }: Options,
): string {
  const head = header ? [columns.map((column) => quote(column.header))] : [];
  const rows = records.map((record) =>
    columns.map(({ key }) => field(record[key], cast.string)),
  );
  return [...head, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

function field(value: unknown, cast: (text: string) => string): string {
  if (value === null || value === undefined) return "";
  const text =
    typeof value === "object" ? JSON.stringify(value) : String(value);
  return quote(typeof value === "string" ? cast(text) : text);
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
