import type { FrontendFeature } from "@backstage/frontend-plugin-api";
import { expect, it } from "vitest";
import { createBindRoutes } from "./bindRoutes.ts";

const source = { id: "todo.viewSource" };
const create = { id: "todo.createComponent" };
const root = { id: "scaffolder.root" };
const plugin = (pluginId: string, more: object) =>
  ({
    $$type: "@backstage/FrontendPlugin",
    pluginId,
    routes: {},
    externalRoutes: {},
    ...more,
  }) as unknown as FrontendFeature;
const features = [
  plugin("todo", {
    externalRoutes: { viewSource: source, createComponent: create },
  }),
  plugin("scaffolder", { routes: { root } }),
];
const binding = (route: string, pluginId: string) => ({
  from: { pluginId: "todo", route },
  to: { pluginId, route: "root" },
});

function bound(
  bindings: Parameters<typeof createBindRoutes>[0]["bindings"],
  configured: readonly string[] = [],
) {
  const pairs: unknown[] = [];
  createBindRoutes({ bindings, features, configured })({
    bind: (from: object, to: object) => pairs.push([from, to]),
  } as never);
  return pairs;
}

it("binds routes of plugins that are there", () => {
  expect(
    bound([
      binding("createComponent", "scaffolder"),
      binding("viewSource", "git"),
    ]),
  ).toEqual([[{ route: create }, { route: root }]]);
});

it("takes the first of two, and nothing that the configuration says itself", () => {
  const twice = [
    binding("createComponent", "git"),
    binding("createComponent", "scaffolder"),
  ];
  expect(bound(twice)).toEqual([]);
  expect(
    bound([binding("viewSource", "scaffolder")], ["todo.viewSource"]),
  ).toEqual([]);
});
