import type { RemoteDescription } from "@flyloft/plugin-core";
import { describe, expect, it } from "vitest";
import { compareRemotes, type KnownRemote } from "./compareRemotes.ts";

const remote = (
  name: string,
  version = "1.0.0",
  more: Partial<RemoteDescription> = {},
): RemoteDescription => ({
  packageName: `@acme/${name}`,
  pluginId: name,
  version,
  name,
  entry: `/.flyloft/remotes/${name}-${version}/remoteEntry.js`,
  integrity: `sha256-${name}-${version}`,
  exposes: ["."],
  ...more,
});

const known = (
  ...remotes: readonly (readonly [RemoteDescription, Partial<KnownRemote>?])[]
) =>
  new Map(
    remotes.map(([description, state]) => [
      description.name,
      { description, isUsed: true, isRunning: true, ...state },
    ]),
  );

const NOTHING = { added: [], removed: [], returned: [], outdated: [] };

describe("a page whose portal has a new generation", () => {
  it("has nothing to do where its remotes are the same, however they are sorted", () => {
    const page = known([remote("radar")], [remote("links")]);
    expect(compareRemotes(page, [remote("links"), remote("radar")])).toEqual(
      NOTHING,
    );
  });

  it("loads what is new and leaves out what is gone", () => {
    const page = known([remote("radar")]);
    expect(compareRemotes(page, [remote("links")])).toEqual({
      ...NOTHING,
      added: [remote("links")],
      removed: ["radar"],
    });
  });

  it("takes back what was there before by the code that it has", () => {
    const page = known([remote("radar"), { isUsed: false }]);
    expect(compareRemotes(page, [])).toEqual(NOTHING);
    expect(compareRemotes(page, [remote("radar")]).added).toHaveLength(1);
  });

  it("keeps the version that it runs, and knows that another is out", () => {
    const page = known([remote("radar")]);
    expect(compareRemotes(page, [remote("radar", "2.0.0")])).toEqual({
      ...NOTHING,
      outdated: [remote("radar", "2.0.0")],
    });
  });

  it("shows the version that it has of a plugin that comes back in another", () => {
    const page = known([remote("radar"), { isUsed: false }]);
    expect(compareRemotes(page, [remote("radar", "2.0.0")])).toEqual({
      ...NOTHING,
      returned: ["radar"],
      outdated: [remote("radar", "2.0.0")],
    });
  });

  it("tries a remote again that could not be loaded, in whatever version", () => {
    const page = known([remote("radar"), { isRunning: false }]);
    for (const version of ["1.0.0", "2.0.0"]) {
      const next = remote("radar", version);
      expect(compareRemotes(page, [next])).toEqual({
        ...NOTHING,
        added: [next],
      });
    }
  });

  it("reads a remote anew whose pages are configured otherwise", () => {
    const page = known([remote("radar")]);
    const next = remote("radar", "1.0.0", {
      legacy: {
        dynamicRoutes: [{ path: "/radar", importName: "Page" }],
        mountPoints: [],
        entityTabs: [],
        appIcons: [],
        apiFactories: [],
        routeBindings: [],
      },
    });
    expect(compareRemotes(page, [next]).added).toEqual([next]);
  });
});
