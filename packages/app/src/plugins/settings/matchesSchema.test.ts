import { describe, expect, it } from "vitest";
import { matchesSchema, type Schema } from "./matchesSchema.ts";

const matches = (schema: Schema, data: unknown, root: Schema = schema) =>
  matchesSchema(schema, data, root);

describe("which alternative a setting belongs to", () => {
  it("is told by its type", () => {
    expect(matches({ type: "integer" }, 3)).toBe(true);
    expect(matches({ type: "integer" }, 3.5)).toBe(false);
    expect(matches({ type: ["string", "null"] }, null)).toBe(true);
    expect(matches({ type: "object" }, [])).toBe(false);
    expect(
      matches({ type: "array", items: { type: "string" } }, ["a", 1]),
    ).toBe(false);
    expect(matches(true, "anything")).toBe(true);
    expect(matches(false, "anything")).toBe(false);
  });

  it("is told by constants and required properties", () => {
    const cron = {
      type: "object",
      required: ["kind"],
      properties: { kind: { const: "cron" }, at: { type: "string" } },
    };
    expect(matches(cron, { kind: "cron", at: "0 * * * *" })).toBe(true);
    expect(matches(cron, { kind: "every" })).toBe(false);
    expect(matches(cron, {})).toBe(false);
    expect(matches(cron, { kind: "cron", at: 7 })).toBe(false);
    expect(matches({ enum: ["a", "b"] }, "c")).toBe(false);
    expect(matches({ additionalProperties: false }, { a: 1 })).toBe(false);
    expect(
      matches({ additionalProperties: { type: "number" } }, { a: "x" }),
    ).toBe(false);
  });

  it("is told through combinations and references", () => {
    const root = {
      $defs: { name: { type: "string" } },
      anyOf: [{ $ref: "#/$defs/name" }, { type: "boolean" }],
    };
    expect(matches(root, "x")).toBe(true);
    expect(matches(root, 1)).toBe(false);
    expect(matches({ not: { type: "string" } }, "x")).toBe(false);
    expect(matches({ allOf: [{ type: "string" }, { enum: ["y"] }] }, "x")).toBe(
      false,
    );
  });

  it("comes to an end where a schema refers to itself", () => {
    const root = {
      $defs: { loop: { $ref: "#/$defs/loop" } },
      $ref: "#/$defs/loop",
    };
    expect(matches(root, 1)).toBe(true);
  });
});
