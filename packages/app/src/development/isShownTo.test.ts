import { expect, it } from "vitest";
import { isShownTo } from "./isShownTo.ts";

const view = {
  id: "1",
  actor: "service:ci",
  packages: [],
  remotes: [],
  problems: [],
};
const JANE = "user:default/jane";

it("shows development versions to who opened them, and to nobody who signs in later", () => {
  const opened = { ...view, openedBy: "user:default/Jane", isForAll: false };
  expect(isShownTo(opened, JANE)).toBe(true);
  expect(isShownTo(opened, "user:default/joe")).toBe(false);
  expect(isShownTo({ ...view, isForAll: false }, JANE)).toBe(false);
  expect(isShownTo(null, JANE)).toBe(false);
});

it("shows those of a developer's own portal to everybody", () => {
  expect(isShownTo({ ...view, isForAll: true }, JANE)).toBe(true);
});
