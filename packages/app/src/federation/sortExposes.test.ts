import { expect, it } from "vitest";
import { sortExposes } from "./sortExposes.ts";

it("takes a plugin from the new frontend system's entry before the old one's", () => {
  expect(sortExposes([".", "./cards", "./package.json", "./alpha"])).toEqual([
    "./alpha",
    ".",
    "./cards",
  ]);
});
