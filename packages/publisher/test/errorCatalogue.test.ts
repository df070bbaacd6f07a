import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const SOURCES = path.resolve(import.meta.dirname, "../src");
const DOCS = path.resolve(import.meta.dirname, "../../../docs/errors.md");

const codes = [
  ...readFileSync(path.join(SOURCES, "errors.ts"), "utf8").matchAll(
    /\| "([A-Z_]+)"/g,
  ),
].map(([, code]) => code ?? "");

describe("the error catalogue of the publisher's tool", () => {
  it("explains exactly the codes that there are", () => {
    const headings = [
      ...readFileSync(DOCS, "utf8").matchAll(/^### (PUBLISH_[A-Z_]+)$/gm),
    ].map(([, code]) => code ?? "");
    expect(headings.sort()).toEqual([...codes].sort());
  });

  it("has no code that nobody throws", () => {
    const text = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.includes("errors"))
      .map((file) => readFileSync(path.join(SOURCES, file), "utf8"))
      .join("\n");
    expect(codes.filter((code) => !text.includes(`"${code}"`))).toEqual([]);
  });
});
