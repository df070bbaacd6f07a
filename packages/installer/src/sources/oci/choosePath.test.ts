import { describe, expect, it } from "vitest";
import { choosePath } from "./choosePath.ts";
import { DYNAMIC_PACKAGES } from "./readDynamicPackages.ts";

function annotate(list: unknown) {
  const json = JSON.stringify(list);
  return { [DYNAMIC_PACKAGES]: Buffer.from(json).toString("base64") };
}

describe("choosePath", () => {
  it.each([
    ["plugin-one", "plugin-one"],
    ["./plugin-one/", "plugin-one"],
    ["a/b", "a/b"],
    [".", "."],
    ["./", "."],
  ])("takes !%s as %s, whatever the annotation says", (asked, folder) => {
    expect(choosePath(asked, annotate([{ other: {} }]))).toBe(folder);
  });

  it.each(["..", "../x", "a/../../x", "/etc"])("refuses !%s", (asked) => {
    expect(() => choosePath(asked, {})).toThrow(/not a folder inside/);
  });

  it("takes the only plugin of the annotation", () => {
    const annotations = annotate([{ "plugin-one": { name: "one" } }]);
    expect(choosePath(undefined, annotations)).toBe("plugin-one");
  });

  it("names them where there are several", () => {
    const annotations = annotate([{ one: {} }, { two: {} }]);
    expect(() => choosePath(undefined, annotations)).toThrow(/one, two/);
  });

  it("takes the root where the artifact doesn't tell", () => {
    expect(choosePath(undefined, {})).toBe(".");
    expect(choosePath(undefined, annotate([]))).toBe(".");
  });

  it.each(["%%%", "bm90IGpzb24=", Buffer.from('{"a":1}').toString("base64")])(
    "refuses the unreadable annotation %s",
    (value) => {
      const annotations = { [DYNAMIC_PACKAGES]: value };
      expect(() => choosePath(undefined, annotations)).toThrow(/can't be read/);
    },
  );

  it("does not let an annotation lead out of the artifact", () => {
    const annotations = annotate([{ "../../etc": {} }]);
    expect(() => choosePath(undefined, annotations)).toThrow(/not a folder/);
  });
});
