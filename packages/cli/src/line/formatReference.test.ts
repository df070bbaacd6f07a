import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { EXIT_CODES } from "./exitCodes.ts";
import { formatReference } from "./formatReference.ts";

const DOCS = path.resolve(import.meta.dirname, "../../../../docs/cli.md");
const MARKER = /^<!-- From here on .*-->\n/m;

it("docs/cli.md has what the command table says, word for word", async () => {
  const text = readFileSync(DOCS, "utf8");
  const found = MARKER.exec(text);
  if (!found) throw new Error("docs/cli.md has lost its marker.");
  const written = text.slice(0, found.index + found[0].length);
  await expect(`${written}\n${formatReference()}`).toMatchFileSnapshot(DOCS);
});

it("docs/cli.md explains every exit code", () => {
  const text = readFileSync(DOCS, "utf8");
  const rows = [...text.matchAll(/^\| (\d) +\|/gm)].map(([, code]) => code);
  expect(rows).toEqual(EXIT_CODES.map(([code]) => `${code}`));
});
