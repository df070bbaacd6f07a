import { expect, it } from "vitest";
import { fieldId, getIn, parsePointer, setIn, toPointer } from "./pointers.ts";

it("maps paths to JSON pointers and back", () => {
  expect(toPointer([])).toBe("");
  expect(toPointer(["a/b", "m~n", 0])).toBe("/a~1b/m~0n/0");
  expect(parsePointer("/a~1b/m~0n/0")).toEqual(["a/b", "m~n", "0"]);
  expect(parsePointer("")).toEqual([]);
  expect(parsePointer("/")).toEqual([""]);
});

it("gives a pointer's field the same id as its path's", () => {
  expect(fieldId(["radar", "rings", 2])).toBe(
    fieldId(parsePointer("/radar/rings/2")),
  );
});

it("reads what is at a path, own properties only", () => {
  const data = { a: [{ b: 1 }] };
  expect(getIn(data, ["a", 0, "b"])).toBe(1);
  expect(getIn(data, ["a", 1, "b"])).toBeUndefined();
  expect(getIn(data, ["toString"])).toBeUndefined();
  expect(getIn(undefined, ["a"])).toBeUndefined();
});

it("changes a copy", () => {
  const data = { a: [{ b: 1 }, 2], c: 3 };
  expect(setIn(data, ["a", 0, "b"], 9)).toEqual({ a: [{ b: 9 }, 2], c: 3 });
  expect(setIn({}, ["x", "y"], true)).toEqual({ x: { y: true } });
  expect(data).toEqual({ a: [{ b: 1 }, 2], c: 3 });
});
