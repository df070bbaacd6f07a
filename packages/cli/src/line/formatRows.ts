/** A word or two, and what is said of them. */
export type Row = readonly [left: string, right: string];

const WIDTH = 100;
const WIDEST = 32;

/** Rows in two columns. What is too wide for the first one has a line of its own. */
export function formatRows(rows: readonly Row[]): string[] {
  const fitting = rows.map(([left]) => left.length);
  const left = Math.max(0, ...fitting.filter((length) => length <= WIDEST));
  const indent = " ".repeat(left + 4);
  return rows.flatMap(([term, text]) => {
    const [first = "", ...more] = wrap(text, WIDTH - indent.length);
    const rest = more.map((line) => `${indent}${line}`);
    return term.length > left
      ? [`  ${term}`, `${indent}${first}`, ...rest]
      : [`  ${term.padEnd(left)}  ${first}`.trimEnd(), ...rest];
  });
}

/** Lines of at most `width` characters, broken between words. */
export function wrap(text: string, width = WIDTH): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines;
}
