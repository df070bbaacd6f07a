import { expect, it } from "vitest";
import { chooseOld } from "./chooseOld.ts";

const build = (packageName: string, number: number, bytes: number) => {
  return { packageName, number, bytes };
};
const numbers = (builds: readonly { number: number }[]) =>
  builds.map(({ number }) => number);

it("keeps what open pages may still fetch", () => {
  const builds = [1, 2, 3, 4, 5].map((number) => build("a", number, 1));
  const next = { packageName: "a", bytes: 1 };
  expect(numbers(chooseOld(builds, next, 100))).toEqual([1, 2]);
});

it("makes room, oldest first, but never takes what is shown", () => {
  const builds = [build("a", 1, 30), build("b", 2, 30), build("a", 3, 30)];
  const next = { packageName: "b", bytes: 30 };
  expect(numbers(chooseOld(builds, next, 100))).toEqual([1]);
  const large = { packageName: "b", bytes: 100 };
  expect(numbers(chooseOld(builds, large, 100))).toEqual([1]);
});
