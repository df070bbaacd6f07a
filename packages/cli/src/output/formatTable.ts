import { stripVTControlCharacters } from "node:util";
import type { Paint } from "./Paint.ts";

/** Columns as wide as their widest cell. The heading is for people; one row is one line. */
export function formatTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string[] {
  const safe = rows.map((row) => row.map(oneLine));
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...safe.map((row) => widthOf(row[column] ?? ""))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === cells.length - 1
          ? cell
          : cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)),
      )
      .join("  ")
      .trimEnd();
  return [
    line(heading.map((title) => title && paint.dim(title.toUpperCase()))),
    ...safe.map(line),
  ];
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}

function oneLine(cell: string): string {
  return cell.replace(/\s+/g, " ");
}
