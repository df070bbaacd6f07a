import {
  createFrontendModule,
  createFrontendPlugin,
} from "@backstage/frontend-plugin-api";
import { describe, expect, it } from "vitest";
import {
  isFeature,
  mergeFeatures,
  pickFeatures,
  pluginIdOf,
} from "./pickFeatures.ts";

const radar = createFrontendPlugin({ pluginId: "radar" });
const radarAgain = createFrontendPlugin({ pluginId: "radar" });
const links = createFrontendPlugin({ pluginId: "links" });
const theme = createFrontendModule({ pluginId: "app", extensions: [] });
const icons = createFrontendModule({ pluginId: "app", extensions: [] });

describe("features of a remote", () => {
  it("are found in any export, the default one first", () => {
    const picked = pickFeatures({
      aModule: theme,
      helper: () => 1,
      default: radar,
    });
    expect(picked).toEqual([radar, theme]);
  });

  it("are taken once where a module exports one under two names", () => {
    expect(pickFeatures({ default: radar, radarPlugin: radar })).toEqual([
      radar,
    ]);
  });

  it("are not looked for in what only resembles them", () => {
    const route = { $$type: "@backstage/RouteRef" };
    expect([null, undefined, "text", {}, route].some(isFeature)).toBe(false);
  });

  it("keep the first of two plugins with one id, and every module", () => {
    const merged = mergeFeatures([
      [radar, theme],
      [radarAgain, links],
      [icons],
    ]);
    expect(merged).toEqual([radar, theme, links, icons]);
    expect(merged[0]).toBe(radar);
  });

  it("tell a plugin's id, and none for a module", () => {
    expect(pluginIdOf(radar)).toBe("radar");
    expect(pluginIdOf(theme)).toBeUndefined();
  });
});
