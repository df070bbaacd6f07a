import { describe, expect, it } from "vitest";
import { leavesOf, setAt, unsetAt } from "./editValues.ts";
import { formatKey, parseKey, toPointer } from "./keyPath.ts";
import { listSchemaKeys } from "./listSchemaKeys.ts";
import { parseAssignment } from "./parseAssignment.ts";
import { readValue } from "./readValue.ts";

const SCHEMA = {
  type: "object",
  properties: {
    radar: { $ref: "#/definitions/radar" },
    loop: { $ref: "#/properties/loop" },
  },
  definitions: {
    radar: {
      properties: {
        title: { type: "string", default: "Radar", description: "On top" },
        days: { type: "integer" },
        share: { type: "number" },
        open: { type: ["boolean", "null"] },
        rings: { type: "array", items: { type: "string" } },
        sizes: { type: "array", items: { type: "integer" } },
        level: { enum: [1, 2, "high"] },
        extra: { additionalProperties: { type: "integer" } },
        token: { type: "string", writeOnly: true },
        either: { anyOf: [{ type: "integer" }, { type: "string" }] },
      },
    },
  },
} as const;

describe("a key", () => {
  it.each([
    ["a.b", ["a", "b"], "/a/b"],
    ["a.list[0].c", ["a", "list", 0, "c"], "/a/list/0/c"],
    ["a[1][2]", ["a", 1, 2], "/a/1/2"],
  ])("%s leads somewhere, and is written back", (text, path, pointer) => {
    expect(parseKey(text)).toEqual(path);
    expect(formatKey(path)).toBe(text);
    expect(toPointer(path)).toBe(pointer);
    expect(parseKey(pointer)).toEqual(path);
  });

  it("may be a pointer, for names with dots and slashes", () => {
    expect(parseKey("/proxy/~1api~1x.y")).toEqual(["proxy", "/api/x.y"]);
  });

  it.each(["", "a..b", "a[x]", "[0]", "a.__proto__.b"])(
    "is not understood: %j",
    (text) => expect(() => parseKey(text)).toThrow("is no key"),
  );
});

describe("a value", () => {
  it.each([
    ["radar.title", "10", "10"],
    ["radar.title", "true", "true"],
    ["radar.days", "10", 10],
    ["radar.share", "-0.5", -0.5],
    ["radar.open", "false", false],
    ["radar.open", "null", null],
    ["radar.rings", "adopt, trial", ["adopt", "trial"]],
    ["radar.rings", '["a,b"]', ["a,b"]],
    ["radar.rings", "", []],
    ["radar.sizes", "1,2", [1, 2]],
    ["radar.sizes[3]", "4", 4],
    ["radar.level", "2", 2],
    ["radar.level", "high", "high"],
    ["radar.extra.any", "7", 7],
    ["radar.either", "7", 7],
    ["radar.either", "seven", "seven"],
    ["radar.unheard", "7", 7],
    ["radar.unheard", '"7"', "7"],
    ["radar.unheard", "plain text", "plain text"],
    ["loop.x", "1", 1],
  ])("of %s is read from %j as the schema says", (key, text, value) => {
    expect(readValue(SCHEMA, parseKey(key), text)).toEqual(value);
  });

  it.each([
    ["radar.days", "1.5", "radar.days takes integer, not '1.5'."],
    ["radar.open", "yes", "radar.open takes boolean or null, not 'yes'."],
    ["radar.sizes", "1,x", "takes integer, not 'x'."],
  ])("of %s can't be %j", (key, text, message) => {
    expect(() => readValue(SCHEMA, parseKey(key), text)).toThrow(message);
  });

  it("comes from a variable without a trace on the command line", () => {
    process.env["FLYLOFT_TEST_SECRET"] = "s3cret";
    expect(parseAssignment("a.b=@env:FLYLOFT_TEST_SECRET")).toEqual({
      path: ["a", "b"],
      text: "s3cret",
      isOpen: false,
    });
    expect(parseAssignment("a=@@home=1").text).toBe("@home=1");
    expect(() => parseAssignment("a=@./nowhere")).toThrow("can't be read");
    expect(() => parseAssignment("a=@env:FLYLOFT_UNSET")).toThrow("not set");
    expect(() => parseAssignment("a")).toThrow("key=value");
  });
});

describe("editing values", () => {
  it("leaves everything else, and the original, as it was", () => {
    const values = { a: { b: 1, list: [{ x: 1 }] }, c: 2 };
    expect(setAt(values, parseKey("a.d.e"), 3)).toEqual({
      a: { b: 1, list: [{ x: 1 }], d: { e: 3 } },
      c: 2,
    });
    expect(setAt(values, parseKey("a.list[1].x"), 2)).toEqual({
      a: { b: 1, list: [{ x: 1 }, { x: 2 }] },
      c: 2,
    });
    expect(unsetAt(values, parseKey("a.list[0]"))).toEqual({
      a: { b: 1, list: [] },
      c: 2,
    });
    expect(unsetAt(values, parseKey("c"))).toEqual({
      a: { b: 1, list: [{ x: 1 }] },
    });
    expect(unsetAt({ a: { b: 1 } }, parseKey("a.b"))).toBeUndefined();
    expect(unsetAt(values, parseKey("z.z"))).toEqual(values);
    expect(values).toEqual({ a: { b: 1, list: [{ x: 1 }] }, c: 2 });
  });

  it("can list every value with its key", () => {
    const leaves = leavesOf({ a: { b: 1, c: ["x"] }, d: [{ e: null }], f: {} });
    expect(leaves.map(([path, value]) => [formatKey(path), value])).toEqual([
      ["a.b", 1],
      ["a.c", ["x"]],
      ["d[0].e", null],
      ["f", {}],
    ]);
  });
});

it("a schema's keys are listed with what is known of each, though it refers to itself", () => {
  const keys = listSchemaKeys(SCHEMA);
  expect(keys.map(({ path }) => formatKey(path))).toEqual([
    ...Object.keys(SCHEMA.definitions.radar.properties).map(
      (name) => `radar.${name}`,
    ),
    "loop",
  ]);
  expect(keys[0]).toMatchObject({ default: "Radar", description: "On top" });
  expect(keys.find(({ isSecret }) => isSecret)?.path).toEqual([
    "radar",
    "token",
  ]);
});
