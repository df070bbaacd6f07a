import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
} from "vitest";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import type { PlannedPlugin } from "../src/index.ts";
import { Workspace } from "./workspace.ts";

const FAMILY = ["@acme/radar", "@acme/radar-backend", "@acme/radar-common"];
const frontend = { role: "frontend-plugin", pluginId: "radar" };

describe("what a plan tells of packages before they are fetched", () => {
  let registry: VerdaccioService;
  let work: Workspace;

  beforeAll(async () => {
    registry = await startVerdaccio({ auth: true });
    const sources = new Workspace();
    const publish = (name: string, extra: object) =>
      registry.publish(sources.plugin(name, "1.0.0", extra));
    const pluginPackages = FAMILY;
    await publish("@acme/radar", {
      backstage: { ...frontend, pluginPackages, features: { ".": "x" } },
      peerDependencies: { react: "^17.0.0 || ^18.0.0" },
    });
    await publish("@acme/radar-backend", {
      backstage: { role: "backend-plugin", pluginId: "radar", pluginPackages },
      dependencies: {
        "@backstage/backend-plugin-api": "^2.0.0",
        "@acme/radar-common": "^2.0.0",
        "@acme/gone-common": "^1.0.0",
        "@types/node": "*",
      },
    });
    await publish("@acme/radar-common", {
      backstage: { role: "common-library", pluginPackages },
    });
    await publish("@acme/radar-backend-module-map", {
      backstage: {
        role: "backend-plugin-module",
        pluginId: "radar",
        pluginPackage: "@acme/radar-backend",
      },
      engines: { node: ">=99" },
    });
    await publish("@acme/old", {
      backstage: frontend,
      exports: { ".": "./dist/index.cjs.js" },
      peerDependencies: { react: "^19.0.0" },
    });
    sources.remove();
  });
  afterAll(() => registry.stop());

  beforeEach(() => {
    work = new Workspace();
    work.write(".npmrc", registry.npmrc());
  });
  afterEach(() => work.remove());

  async function plan(...entries: string[]): Promise<readonly PlannedPlugin[]> {
    work.configure(...entries.map((entry) => `- package: "${entry}"`));
    const { host } = await work.options();
    const sharedWithRemotes = { react: "18.3.1" };
    const { plugins } = await work.plan({
      host: { ...host, sharedWithRemotes },
    });
    return plugins;
  }

  it("offers the other plugins of a family, and no libraries", async () => {
    const [radar] = await plan("@acme/radar");
    expect(radar).toMatchObject({ action: "add", fetches: true });
    expect(radar?.notes).toEqual([
      {
        about: "role",
        severity: "info",
        message:
          "frontend plugin 'radar': a remote will be built from it, unless it brings one",
      },
      {
        about: "offers",
        severity: "info",
        message: "offers @acme/radar-backend",
        hint: "To have that too, add `with: family` to the entry.",
      },
    ]);
    const [both] = await plan("@acme/radar", "@acme/radar-backend");
    expect(both?.notes.map(({ about }) => about)).toEqual(["role"]);
  });

  it("names what a backend depends on that can't be had, and what it brings", async () => {
    const [, backend] = await plan("@acme/radar", "@acme/radar-backend");
    expect(backend?.notes).toMatchObject([
      {
        about: "role",
        message:
          "backend plugin 'radar': 2 dependencies will be brought, and what they need",
      },
      {
        about: "missing-dependency",
        severity: "problem",
        message:
          "it depends on @acme/radar-common ^2.0.0, of which the registry has no version",
        hint: "Published last: 1.0.0.",
      },
      {
        about: "missing-dependency",
        message:
          "it depends on @acme/gone-common, which the registry doesn't have",
      },
    ]);
  });

  it("refuses what the contracts or Node.js refuse, as an installation would", async () => {
    const [backend, module] = await plan(
      "@acme/radar-backend",
      "@acme/radar-backend-module-map",
    );
    expect(backend).toMatchObject({
      action: "fail",
      reason: {
        code: "VERIFY_INCOMPATIBLE",
        message: expect.stringContaining(
          "@backstage/backend-plugin-api ^2.0.0",
        ),
      },
    });
    expect(module).toMatchObject({
      action: "fail",
      reason: { message: expect.stringContaining("it needs Node.js >=99") },
    });
  });

  it("says that a library is no plugin, and which package was meant", async () => {
    const [common] = await plan("@acme/radar-common");
    expect(common).toMatchObject({
      action: "fail",
      reason: {
        code: "VERIFY_NOT_A_PLUGIN",
        message: expect.stringContaining("common-library"),
        hint: expect.stringContaining("@acme/radar or @acme/radar-backend"),
      },
    });
  });

  it("says that a module's plugin isn't there", async () => {
    const [module] = await plan("@acme/radar-backend-module-map");
    expect(module?.notes).toContainEqual({
      about: "missing-plugin",
      severity: "problem",
      message: "it extends @acme/radar-backend, which isn't configured",
      hint: 'Add an entry for @acme/radar-backend, or `with: ["@acme/radar-backend"]` to this one.',
    });
  });

  it("says of a frontend that it is of the old system, or made for another React", async () => {
    const [old] = await plan("@acme/old");
    expect(old?.notes.map(({ about, severity }) => [about, severity])).toEqual([
      ["role", "info"],
      ["old-frontend", "info"],
      ["react", "problem"],
    ]);
  });
});
