import type { PortalData } from "@flyloft/plugin-core";
import { expect, it } from "vitest";
import { isSameData } from "./isSameData.ts";
import { needsReload } from "./needsReload.ts";

const portal = (
  config: PortalData["config"],
  shell = "a",
  generation = 1,
): PortalData => ({
  config,
  portal: { generation, shell, remotes: [], combined: undefined },
});

it("compares data whatever the order of its keys", () => {
  const one = { a: [1, { b: null }], c: undefined, d: "x" };
  expect(isSameData(one, { d: "x", a: [1, { b: null }] })).toBe(true);
  expect(isSameData(one, { d: "x", a: [1, { b: 0 }] })).toBe(false);
  expect(isSameData([1, 2], [2, 1])).toBe(false);
  expect(isSameData([], {})).toBe(false);
  expect(isSameData(null, {})).toBe(false);
});

it("takes most of a new configuration over as it runs", () => {
  const shown = portal({ app: { title: "One", baseUrl: "/" }, radar: 1 });
  const next = portal(
    { radar: 2, app: { baseUrl: "/", title: "Two" } },
    "a",
    2,
  );
  expect(needsReload(shown, next)).toBe(false);
});

it("needs to be loaded again where it lives elsewhere, signs in otherwise or has another shell", () => {
  const shown = portal({ app: { baseUrl: "/", signIn: {} } });
  for (const app of [{ baseUrl: "/" }, { baseUrl: "/portal", signIn: {} }]) {
    expect(needsReload(shown, portal({ app }))).toBe(true);
  }
  expect(needsReload(shown, portal(shown.config, "b"))).toBe(true);
});
