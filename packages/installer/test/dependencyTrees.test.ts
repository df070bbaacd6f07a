import {
  existsSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
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
import {
  type InstalledPlugin,
  PluginStore,
  collectGarbage,
  removeTrees,
} from "../src/index.ts";
import { Workspace, codes } from "./workspace.ts";

const API = "@backstage/backend-plugin-api";
const CATALOG = "@backstage/plugin-catalog-node";
const HOST = {
  backstageVersion: "1.55.0",
  node: "22.20.0",
  shared: { [API]: "1.10.1", [CATALOG]: "0.5.0" },
  sharedWithRemotes: {},
  modules: "",
};

/** What a plugin's code gets for `require(name)`, as `name@version`. */
function requireFrom(dir: string, ...names: string[]): string {
  let file = path.join(dir, "package.json");
  for (const name of names) {
    file = realpathSync(createRequire(file).resolve(`${name}/package.json`));
  }
  const { name, version } = JSON.parse(readFileSync(file, "utf8")) as {
    name: string;
    version: string;
  };
  return `${name}@${version}`;
}

describe("dependencies of a plugin that was published as it is", () => {
  let registry: VerdaccioService;
  let work: Workspace;
  let sources: Workspace;

  const library = (name: string, version: string, extra: object = {}) =>
    registry.publish(
      sources.plugin(name, version, { backstage: undefined, ...extra }),
    );
  const plugin = (name: string, version: string, extra: object = {}) =>
    registry.publish(sources.plugin(name, version, extra));
  const install = (overrides: Parameters<Workspace["install"]>[0] = {}) =>
    work.install({ host: HOST, ...overrides });
  const installOne = async (
    reference: string,
    overrides: Parameters<Workspace["install"]>[0] = {},
  ): Promise<InstalledPlugin> => {
    work.configure(`- package: "${reference}"`);
    const { installed, failed } = await install(overrides);
    expect(failed).toEqual([]);
    return installed[0]!;
  };
  const links = () => readdirSync(path.join(work.store, "links"));

  beforeAll(async () => {
    registry = await startVerdaccio({ auth: true });
    sources = new Workspace();
    await library("colors", "1.0.0");
    await library("colors", "2.0.0");
    await library("paint", "1.1.0", { dependencies: { colors: "^1.0.0" } });
    await library("ring-a", "1.0.0", { dependencies: { "ring-b": "1" } });
    await library("ring-b", "1.0.0", { dependencies: { "ring-a": "1" } });
    await library("adapter", "1.0.0", {
      peerDependencies: { colors: "^2.0.0", [API]: "^1.0.0" },
    });
    await library("elsewhere", "1.0.0", { os: ["none"] });
    await library("careless", "1.0.0");
    await plugin("@acme/radar-backend", "1.0.0", {
      dependencies: {
        [API]: "^1.9.0",
        [CATALOG]: "^0.4.0",
        "@types/node": "*",
        colors: "^2.0.0",
        paint: "^1.0.0",
        "ring-a": "*",
        adapter: "*",
        careless: "1.0.0",
        tint: "npm:colors@^1.0.0",
      },
      optionalDependencies: { elsewhere: "*", "never-published": "*" },
    });
    await plugin("@acme/second-backend", "1.0.0", {
      dependencies: { paint: "^1.1.0", [CATALOG]: "workspace:^" },
    });
  });
  afterAll(async () => {
    sources.remove();
    await registry.stop();
  });

  beforeEach(() => {
    work = new Workspace();
    work.write(".npmrc", registry.npmrc());
  });
  afterEach(() => work.remove());

  it("are found by Node beside it: nested versions, peers, aliases, packages that need each other", async () => {
    const { dir } = await installOne("@acme/radar-backend");
    expect(requireFrom(dir, "colors")).toBe("colors@2.0.0");
    expect(requireFrom(dir, "paint", "colors")).toBe("colors@1.0.0");
    expect(requireFrom(dir, "adapter", "colors")).toBe("colors@2.0.0");
    expect(requireFrom(dir, "tint")).toBe("colors@1.0.0");
    expect(requireFrom(dir, "ring-a", "ring-b", "ring-a")).toBe("ring-a@1.0.0");
    expect(() => requireFrom(dir, API)).toThrow("Cannot find module");
    expect(() => requireFrom(dir, "elsewhere")).toThrow("Cannot find module");
    expect(work.stored("staging")).toEqual([]);
  });

  it("go with their plugin right away, but for what another one needs", async () => {
    work.configure(
      '- package: "@acme/radar-backend"',
      '- package: "@acme/second-backend"',
    );
    const { installed } = await install();
    const [radar, second] = installed;
    const store = new PluginStore(work.store);
    const removed = await removeTrees(store, [radar!.tree]);
    expect(removed.trees).toEqual([radar!.tree]);
    expect(removed.links.some((link) => link.startsWith("ring-a@"))).toBe(true);
    expect(requireFrom(second!.dir, "paint", "colors")).toBe("colors@1.0.0");
    const left = links().map((link) => link.replace(/-\w+$/, ""));
    expect(left.sort()).toEqual([
      "@acme+second-backend@1.0.0",
      "colors@1.0.0",
      "paint@1.1.0",
    ]);
    expect(await removeTrees(store, [second!.tree])).toMatchObject({
      trees: [second!.tree],
    });
    expect(links()).toEqual([]);
    expect(readdirSync(path.join(work.store, "trees"))).toEqual([]);
    expect(work.stored("digests")).toEqual([]);
  });

  it("are remembered while their plugin is disabled, and nobody is asked", async () => {
    const { dir, tree, treeFile } = await installOne("@acme/radar-backend");
    work.write(".npmrc", "registry=http://127.0.0.1:1/\n");
    work.configure('- package: "@acme/radar-backend"\n  enabled: false');
    const { disabled } = await install();
    expect(disabled).toMatchObject([
      { stored: { tree, dir, treeFile, facts: { version: "1.0.0" } } },
    ]);
  });

  it("are one copy on disk for all plugins that have the same", async () => {
    work.configure(
      '- package: "@acme/radar-backend"',
      '- package: "@acme/second-backend"',
    );
    const { installed } = await install();
    const paints = installed.map(({ dir }) =>
      realpathSync(path.join(path.resolve(dir, "../.."), "paint")),
    );
    expect(new Set(paints).size).toBe(1);
    expect(links().filter((name) => name.startsWith("colors@1"))).toHaveLength(
      1,
    );
    const [before] = paints;
    const alone = await installOne("@acme/second-backend");
    expect(requireFrom(alone.dir, "paint")).toBe("paint@1.1.0");
    expect(existsSync(before!)).toBe(true);
  });

  it("remember what npm would have put at the top, for code that doesn't declare what it imports", async () => {
    const { treeFile } = await installOne("@acme/radar-backend");
    const tree = JSON.parse(readFileSync(treeFile!, "utf8")) as {
      hoisted: Record<string, string>;
      links: string[];
    };
    const careless = path.join(work.store, tree.hoisted["careless"]!);
    expect(existsSync(path.join(careless, "dist/index.cjs.js"))).toBe(true);
    expect(tree.links).toHaveLength(links().length);
  });

  it("stay as they are locked where the registry has newer ones, frozen or not", async () => {
    await library("moving", "1.0.0");
    await plugin("@acme/moving-backend", "1.0.0", {
      dependencies: { moving: "^1.0.0" },
    });
    await installOne("@acme/moving-backend");
    const lock = work.lock();
    await library("moving", "1.1.0");
    for (const frozen of [false, true]) {
      rmSync(work.store, { recursive: true });
      const { dir } = await installOne("@acme/moving-backend", { frozen });
      expect(requireFrom(dir, "moving")).toBe("moving@1.0.0");
      expect(work.lock()).toBe(lock);
    }
  });

  it("stay as they are while a plugin is developed, until it asks for others", async () => {
    const extra = (range: string) => ({ dependencies: { colors: range } });
    const folder = work.plugin("own-backend", "1.0.0", extra("*"));
    const { dependencies } = await installOne(folder);
    work.write(".npmrc", "registry=http://127.0.0.1:1/\n");
    work.write("sources/own-backend-1.0.0/dist/more.js", "");
    const rebuilt = await installOne(folder);
    expect(rebuilt.dependencies).toBe(dependencies);
    expect(requireFrom(rebuilt.dir, "colors")).toBe("colors@2.0.0");
    work.plugin("own-backend", "1.0.0", extra("^1.0.0"));
    work.write(".npmrc", registry.npmrc());
    const changed = await installOne(folder);
    expect(requireFrom(changed.dir, "colors")).toBe("colors@1.0.0");
  });

  it("aren't installed frozen where the lockfile hasn't them", async () => {
    await installOne("@acme/second-backend");
    const [plugins = ""] = work.lock().split("---\n");
    writeFileSync(work.lockfile, plugins.replace(/\n.*dependencies:.*/, ""));
    expect(codes(await install({ frozen: true }))).toEqual({
      "@acme/second-backend": "RESOLVE_NOT_LOCKED",
    });
  });

  it("aren't taken from a lockfile in which somebody changed them", async () => {
    await installOne("@acme/second-backend");
    rmSync(work.store, { recursive: true });
    writeFileSync(
      work.lockfile,
      work.lock().replace('"version":"1.1.0"', '"version":"1.0.9"'),
    );
    const { failed } = await install();
    expect(failed[0]?.reason.code).toBe("CONFIG_LOCKFILE_INVALID");
  });

  it("are resolved anew where the portal lost what they take from it", async () => {
    await installOne("@acme/second-backend");
    await library(CATALOG, "0.9.0");
    const host = { ...HOST, shared: { [API]: "1.10.1" } };
    const { failed } = await install({ host, frozen: true });
    expect(failed[0]?.reason).toMatchObject({
      code: "RESOLVE_NOT_LOCKED",
      message: expect.stringContaining("another portal") as string,
    });
    const { dir } = await installOne("@acme/second-backend", { host });
    expect(requireFrom(dir, CATALOG)).toBe(`${CATALOG}@0.9.0`);
    const { dir: before } = await installOne("@acme/second-backend");
    expect(() => requireFrom(before, CATALOG)).toThrow("Cannot find module");
  });

  it("ask no registry at the next start, and read no tree", async () => {
    const first = await installOne("@acme/radar-backend");
    work.write(".npmrc", "registry=http://127.0.0.1:1/\n");
    const lock = work.lock();
    const [plugins = ""] = lock.split("---\n");
    writeFileSync(work.lockfile, `${plugins}---\nno tree at all\n`);
    const second = await installOne("@acme/radar-backend", { frozen: true });
    expect(second.dir).toBe(first.dir);
  });

  it("are brought again where one was changed on disk", async () => {
    const { dir } = await installOne("@acme/radar-backend");
    const file = realpathSync(
      path.join(path.resolve(dir, "../.."), "paint/dist/index.cjs.js"),
    );
    const content = readFileSync(file, "utf8");
    writeFileSync(file, "process.exit()");
    await installOne("@acme/radar-backend");
    expect(readFileSync(file, "utf8")).toBe("process.exit()");
    await installOne("@acme/radar-backend", { checkStore: true });
    expect(readFileSync(file, "utf8")).toBe(content);
  });

  it("are checked after the machine was started anew", async () => {
    const { dir, treeFile } = await installOne("@acme/radar-backend");
    const file = realpathSync(
      path.join(path.resolve(dir, "../.."), "paint/dist/index.cjs.js"),
    );
    writeFileSync(file, "");
    const earlier = (name: string) =>
      writeFileSync(
        name,
        readFileSync(name, "utf8").replace(/"boot":"[^"]*"/, '"boot":"before"'),
      );
    earlier(treeFile!);
    for (const link of links()) {
      earlier(path.join(work.store, "links", link, "link.json"));
    }
    await installOne("@acme/radar-backend");
    expect(statSync(file).size).toBeGreaterThan(0);
  });

  it("are removed with the last package that needs them", async () => {
    const radar = await installOne("@acme/radar-backend");
    const second = await installOne("@acme/second-backend");
    const store = new PluginStore(work.store);
    const collect = (keep: readonly string[], olderThanMs = -1000) =>
      collectGarbage(store, { keep: new Set(keep), olderThanMs });
    const all = links().length;
    await collect([second.tree], 60_000);
    expect(links()).toHaveLength(all);
    await collect([second.tree]);
    expect(links().map((name) => name.split("-")[0])).toEqual(
      expect.arrayContaining(["paint@1.1.0", "colors@1.0.0"]),
    );
    expect(links()).toHaveLength(3);
    expect(existsSync(radar.treeFile!)).toBe(false);
    expect(requireFrom(second.dir, "paint", "colors")).toBe("colors@1.0.0");
    await collect([]);
    expect(links()).toEqual([]);
    expect(work.stored("staging")).toEqual([]);
  });

  it("warn once of what is made for another version of the portal's packages", async () => {
    const { warnings } = await installOne("@acme/radar-backend");
    expect(warnings.map(({ message }) => message)).toEqual([
      `@acme/radar-backend@1.0.0: it and its dependencies are made for ${CATALOG} ^0.4.0 (the portal has 0.5.0).`,
    ]);
  });
});
