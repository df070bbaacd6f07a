import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { IsolationTier } from "@flyloft/plugin-core";
import { root } from "../../scripts/paths.ts";
import { type Cell, describeCell } from "./Cell.ts";
import { OFFENDERS } from "./offenders.ts";

const FILE = path.join(root, "docs/misbehaving-plugins.md");
const BEGIN = "<!-- table: written by e2e/misbehaving.test.ts -->\n";
const END = "<!-- end of table -->";

export const TIERS = ["none", "process", "sandbox"] as const;

/** By offender, for each tier. */
export type Matrix = Readonly<Record<IsolationTier, ReadonlyMap<string, Cell>>>;

/** Each row as its title and its cells. */
export type Rows = readonly (readonly string[])[];

export function rowsOf(matrix: Matrix): Rows {
  return OFFENDERS.map(({ name, title }) => [
    title,
    ...TIERS.map((tier) => {
      const cell = matrix[tier].get(name);
      return cell ? describeCell(cell) : "not seen";
    }),
  ]);
}

export function readTable(): Rows {
  const [, table = ""] = split(readFileSync(FILE, "utf8"));
  return table
    .trim()
    .split("\n")
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

export function writeTable(rows: Rows): void {
  const [before, , after] = split(readFileSync(FILE, "utf8"));
  const header = ["the plugin …", ...TIERS.map((tier) => `\`${tier}\``)];
  const all = [header, header.map(() => "---"), ...rows];
  const lines = all.map((cells) => `| ${cells.join(" | ")} |\n`);
  writeFileSync(FILE, `${before}${BEGIN}\n${lines.join("")}\n${END}${after}`);
}

function split(text: string): readonly [string, string, string] {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${FILE} has no table.`);
  return [
    text.slice(0, begin),
    text.slice(begin + BEGIN.length, end),
    text.slice(end + END.length),
  ];
}
