import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const source = path.join(import.meta.dirname, "../src");
const docs = path.join(import.meta.dirname, "../../../docs/errors.md");

const catalogue = readCodes(
  path.join(source, "errors.ts"),
  /^ {2}\| "(\w+)"/gm,
);
const documented = readCodes(
  docs,
  /^### ((?:CONFIG|RESOLVE|FETCH|VERIFY|MIRROR|INSTALL)_\w+)$/gm,
);

describe("the installer's error codes", () => {
  it("are all explained in docs/errors.md, once", () => {
    expect([...documented].sort()).toEqual([...catalogue].sort());
  });

  it("are all thrown somewhere", () => {
    const code = readSources();
    const unused = catalogue.filter((name) => !code.includes(`"${name}"`));
    expect(unused).toEqual([]);
  });
});

function readCodes(file: string, pattern: RegExp): string[] {
  return [...readFileSync(file, "utf8").matchAll(pattern)].map(
    ([, code]) => code!,
  );
}

function readSources(): string {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => !file.endsWith(".test.ts") && file !== "errors.ts")
    .map((file) => readFileSync(path.join(source, file), "utf8"))
    .join("\n");
}
