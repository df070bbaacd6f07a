import { describe, expect, it } from "vitest";
import {
  FlyloftError,
  formatPlace,
  isFlyloftError,
  reportError,
} from "./errors.ts";

class ExampleError extends FlyloftError<"EXAMPLE_BROKEN"> {}

const error = new ExampleError("EXAMPLE_BROKEN", "https://u:pw@host is down", {
  hint: "Try //host/:_authToken=abc again.",
  plugin: "@scope/a",
  place: { file: "app-config.yaml", line: 7, key: "dynamicPlugins.plugins[0]" },
});

describe("FlyloftError", () => {
  it("redacts message and hint by itself", () => {
    expect(error.message).toBe("https://<redacted>@host is down");
    expect(error.hint).not.toContain("abc");
  });

  it("is recognised by its shape, also from another copy of the module", () => {
    const foreign = Object.assign(new Error("x"), { code: "A_B", hint: "y" });
    expect(isFlyloftError(error)).toBe(true);
    expect(isFlyloftError(foreign)).toBe(true);
    expect(
      isFlyloftError(Object.assign(new Error("x"), { code: "ENOENT" })),
    ).toBe(false);
  });

  it("becomes a report with code, hint and place", () => {
    expect(reportError(error, "OTHER")).toMatchObject({
      code: "EXAMPLE_BROKEN",
      place: { line: 7 },
    });
    expect(reportError(new Error("token=abcdef"), "LOAD_FAILED")).toMatchObject(
      {
        code: "LOAD_FAILED",
        message: "token=<redacted>",
      },
    );
  });
});

describe("formatPlace", () => {
  it("prints as much as is known", () => {
    expect(formatPlace({ file: "a.yaml" })).toBe("a.yaml");
    expect(formatPlace({ file: "a.yaml", line: 3 })).toBe("a.yaml:3");
    expect(formatPlace({ file: "a.yaml", line: 3, key: "b.c" })).toBe(
      "a.yaml:3 (b.c)",
    );
  });
});
