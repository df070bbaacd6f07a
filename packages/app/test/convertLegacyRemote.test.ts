import { createPlugin } from "@backstage/core-plugin-api";
import type { LegacyRoute, RemoteDescription } from "@flyloft/plugin-core";
import { beforeAll, describe, expect, it } from "vitest";
import type * as converter from "../src/federation/convertLegacyRemote.tsx";
import { importBundled } from "./importBundled.ts";

type Converter = typeof converter;

const Page = () => null;
const home = createPlugin({ id: "home" });

function remote(...legacyRoutes: readonly LegacyRoute[]): RemoteDescription {
  return {
    packageName: "@acme/plugin-home",
    pluginId: "acme-home",
    version: "1.0.0",
    name: "acme_home",
    entry: "/remoteEntry.js",
    integrity: "",
    exposes: ["."],
    legacyRoutes,
  };
}

/** A plugin shows its extensions only to the app that installs it, and in its description. */
function extensionIds(feature: unknown): readonly string[] {
  const { extensions } = feature as { extensions: readonly { id: string }[] };
  return extensions.map(({ id }) => id);
}

describe("a plugin of the old frontend system", () => {
  let convert: Converter["convertLegacyRemote"];
  beforeAll(async () => {
    const module = await importBundled<Converter>(
      "federation/convertLegacyRemote.tsx",
    );
    convert = module.convertLegacyRemote;
  });

  it("becomes a plugin of the same id with a page for each route", () => {
    const [feature] = convert(
      remote(
        { path: "/", importName: "HomePage" },
        { path: "/more", importName: "HomePage", menuItem: { text: "More" } },
      ),
      [{ home, HomePage: Page }],
    );
    expect(feature).toMatchObject({
      $$type: "@backstage/FrontendPlugin",
      pluginId: "home",
    });
    expect(extensionIds(feature)).toEqual([
      "page:home/home-page",
      "page:home/home-page-more",
    ]);
  });

  it("may consist of components only", () => {
    const [feature] = convert(remote({ path: "/", importName: "HomePage" }), [
      { HomePage: Page },
    ]);
    expect(feature).toMatchObject({ pluginId: "acme-home" });
  });

  it("is refused with the names of its exports where a route names none of them", () => {
    const route = { path: "/", importName: "StartPage" };
    expect(() => convert(remote(route), [{ home, HomePage: Page }])).toThrow(
      expect.objectContaining({
        code: "APP_REMOTE_LEGACY_ROUTE",
        hint: expect.stringContaining("HomePage, home"),
      }),
    );
  });

  it("has no features where it has neither plugin nor routes", () => {
    expect(convert(remote(), [{ helper: () => 1 }])).toEqual([]);
  });
});
