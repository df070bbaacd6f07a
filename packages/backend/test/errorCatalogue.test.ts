import path from "node:path";
import { describe, expect, it } from "vitest";
import { ErrorCatalogue } from "../../../scripts/check/ErrorCatalogue.ts";

const catalogue = new ErrorCatalogue(
  path.resolve(import.meta.dirname, "../src"),
);

describe("the error catalogue of the backend", () => {
  it("explains exactly the codes that there are", () => {
    const documented = catalogue.documented(
      /^(?:SUPERVISE|LOAD|COMPOSE|SERVE|MANAGE)_/,
    );
    expect([...documented].sort()).toEqual([...catalogue.codes].sort());
  });

  it("has no code that nobody throws", () => {
    expect(catalogue.unused((file) => file === "errors.ts")).toEqual([]);
  });
});
