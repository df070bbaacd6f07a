import { expect, it } from "vitest";
import { isSameValue, pruneValues, showValue } from "./settingsValues.ts";

it("leaves out what a form makes and nobody set", () => {
  expect(
    pruneValues({
      radar: { title: undefined, rings: { inner: undefined }, size: 0 },
      empty: {},
      token: null,
      list: [{ name: undefined }, undefined, "a", []],
    }),
  ).toEqual({
    radar: { size: 0 },
    token: null,
    list: [{}, null, "a", []],
  });
  expect(pruneValues(undefined)).toEqual({});
});

it("compares settings by content", () => {
  expect(
    isSameValue({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }),
  ).toBe(true);
  expect(isSameValue({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(isSameValue([1, 2], [2, 1])).toBe(false);
  expect(isSameValue([], {})).toBe(false);
  expect(isSameValue(null, {})).toBe(false);
});

it("shows inherited values in a line", () => {
  expect(showValue(["a", { b: 1 }])).toBe('a, {"b":1}');
  expect(showValue(false)).toBe("off");
  expect(showValue(undefined)).toBe("");
});
