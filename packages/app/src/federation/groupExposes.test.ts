import { expect, it } from "vitest";
import { groupExposes } from "./groupExposes.ts";

it("takes a plugin from the new frontend system's entry before the old one's", () => {
  expect(groupExposes([".", "./cards", "./package.json", "./alpha"])).toEqual([
    ["./alpha", "./cards"],
    ["."],
  ]);
});

it("takes all that a package has, where that is of one kind", () => {
  expect(groupExposes(["./cards", "."])).toEqual([[".", "./cards"]]);
  expect(groupExposes(["./alpha"])).toEqual([["./alpha"]]);
});
