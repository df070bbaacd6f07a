import type { LegacyFrontend } from "@flyloft/plugin-core";
import { expect, it } from "vitest";
import { isPlaced, planConfigured } from "./planConfigured.ts";

const NOTHING: LegacyFrontend = {
  dynamicRoutes: [],
  mountPoints: [],
  entityTabs: [],
  appIcons: [],
  apiFactories: [],
  routeBindings: [],
};
const mount = (mountPoint: string) => ({ mountPoint, importName: "Thing" });

it("leaves it to the names where no component is placed", () => {
  expect(isPlaced(undefined)).toBe(false);
  const icon = { name: "x", importName: "XIcon" };
  expect(isPlaced({ ...NOTHING, appIcons: [icon] })).toBe(false);
  expect(isPlaced({ ...NOTHING, mountPoints: [mount("x")] })).toBe(true);
});

it("puts each mount where it says, and knows which it can't", () => {
  const mountPoints = [
    mount("entity.page.overview/cards"),
    mount("entity.page.image-registry/cards"),
    mount("entity.page.ci/cards"),
    mount("application/listener"),
    mount("search.page.results"),
  ];
  const [card, images, builds, listener, result] = mountPoints;
  const tab = {
    path: "/builds",
    title: "Builds",
    mountPoint: "entity.page.ci",
  };
  expect(
    planConfigured({ ...NOTHING, mountPoints, entityTabs: [tab] }),
  ).toMatchObject({
    cards: [card],
    tabItems: [images, builds],
    tabs: [
      {
        path: "/image-registry",
        title: "Image Registry",
        mountPoint: "entity.page.image-registry",
      },
      tab,
    ],
    appElements: [listener],
    homeless: [result],
  });
});
