import { describe, expect, it } from "vitest";
import { listConfigKeys } from "./listConfigKeys.ts";

const schema = {
  type: "object",
  required: ["radar"],
  properties: {
    radar: {
      type: "object",
      description: "The radar.",
      deepVisibility: "frontend",
      properties: {
        mode: { enum: ["fast", "slow"], default: "fast" },
        old: { type: "string", deprecated: "use mode" },
        sources: {
          type: "array",
          items: { $ref: "#/definitions/source" },
        },
      },
      additionalProperties: { type: "number" },
    },
  },
  definitions: {
    source: {
      anyOf: [
        {
          type: "object",
          required: ["type", "path"],
          properties: {
            type: { const: "file" },
            path: { type: "string" },
            parent: { $ref: "#/definitions/source" },
          },
        },
        {
          type: "object",
          required: ["type"],
          properties: {
            type: { const: "url" },
            token: { type: "string", visibility: "secret" },
          },
        },
      ],
    },
  },
};

describe("the keys of a schema", () => {
  const keys = listConfigKeys(schema as never);
  const find = (key: string) => keys.find((each) => each.key === key);

  it("come with type, default, visibility and what is said of them", () => {
    expect(find("radar")).toMatchObject({
      type: "object",
      required: true,
      description: "The radar.",
    });
    expect(find("radar.mode")).toMatchObject({
      type: '"fast" | "slow"',
      default: "fast",
      visibility: "frontend",
      required: false,
    });
    expect(find("radar.old")?.deprecated).toBe("use mode");
    expect(find("radar.<name>")?.type).toBe("number");
  });

  it("include those of every form that a section may have", () => {
    expect(find("radar.sources")?.type).toBe("list of object");
    expect(find("radar.sources[].type")).toMatchObject({
      type: '"file" | "url"',
      required: true,
    });
    expect(find("radar.sources[].token")?.visibility).toBe("secret");
  });

  it("end where a type holds itself", () => {
    expect(find("radar.sources[].parent.parent.path")).toBeDefined();
    expect(keys.length).toBeLessThan(100);
  });
});
