import { ConfigReader } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import { expect, it } from "vitest";
import { readLegacyFrontend } from "./readLegacyFrontend.ts";

function read(section: JsonObject, packageName: string) {
  const config = new ConfigReader({ dynamicPlugins: { frontend: section } });
  return readLegacyFrontend(config, packageName);
}

const EMPTY = {
  dynamicRoutes: [],
  mountPoints: [],
  entityTabs: [],
  appIcons: [],
  apiFactories: [],
  routeBindings: [],
};

it("says nothing of a plugin that the configuration doesn't name", () => {
  expect(read({}, "@acme/plugin-x")).toBeUndefined();
});

it("finds a plugin by its name, and by the name that Red Hat's tools give it", () => {
  const section = { appIcons: [{ name: "x", importName: "XIcon" }] };
  const icons = {
    ...EMPTY,
    appIcons: [{ name: "x", importName: "XIcon" }],
  };
  expect(read({ "@acme/plugin-x": section }, "@acme/plugin-x")).toEqual(icons);
  expect(read({ "acme.plugin-x": section }, "@acme/plugin-x")).toEqual(icons);
  expect(read({ "acme.plugin-x": section }, "@acme/plugin-x-dynamic")).toEqual(
    icons,
  );
});

it("reads pages, with their menu items unless they are switched off", () => {
  const menuItem = { text: "X", icon: "star" };
  const section = {
    dynamicRoutes: [
      { path: "/x", importName: "XPage", menuItem },
      { path: "/y", config: { props: { wide: true } } },
      { path: "/z", menuItem: { ...menuItem, enabled: false } },
      { importName: "NoPath" },
    ],
  };
  expect(read({ x: section }, "x")?.dynamicRoutes).toEqual([
    { path: "/x", importName: "XPage", menuItem },
    { path: "/y", importName: "default", props: { wide: true } },
    { path: "/z", importName: "default" },
  ]);
});

it("reads what is mounted, where, for which entities and how wide", () => {
  const layout = { gridColumn: { lg: "span 4" } };
  const section = {
    mountPoints: [
      {
        mountPoint: "entity.page.ci/cards",
        importName: "EntityXContent",
        config: {
          layout,
          if: {
            allOf: ["isXAvailable", { isKind: "component" }, { isWhat: 1 }],
            anyOf: [{ hasAnnotation: ["a", "b"] }],
          },
        },
      },
    ],
    entityTabs: [
      { path: "/ci", title: "Builds", mountPoint: "entity.page.ci" },
      { path: "/no-title", mountPoint: "entity.page.no-title" },
    ],
  };
  expect(read({ x: section }, "x")).toEqual({
    ...EMPTY,
    mountPoints: [
      {
        mountPoint: "entity.page.ci/cards",
        importName: "EntityXContent",
        layout,
        condition: {
          allOf: ["isXAvailable", { isKind: ["component"] }],
          anyOf: [{ hasAnnotation: ["a", "b"] }],
        },
      },
    ],
    entityTabs: [
      { path: "/ci", title: "Builds", mountPoint: "entity.page.ci" },
    ],
  });
});

it("reads route bindings, their targets by the name that the package exports", () => {
  const routeBindings = {
    targets: [{ name: "barPlugin", importName: "acmeBarPlugin" }],
    bindings: [
      {
        bindTarget: "barPlugin.externalRoutes",
        bindMap: { headerLink: "fooPlugin.routes.root", wrong: "fooPlugin" },
      },
    ],
  };
  expect(read({ x: { routeBindings } }, "x")?.routeBindings).toEqual([
    {
      from: { plugin: "acmeBarPlugin", route: "headerLink" },
      to: { plugin: "fooPlugin", route: "root" },
    },
  ]);
});
