import { existsSync, readFileSync, realpathSync } from "node:fs";
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
import type { InstallResult } from "../src/index.ts";
import { Workspace, codes } from "./workspace.ts";

const API = "@backstage/backend-plugin-api";
const NODE = "@backstage/plugin-catalog-node";
const HOST = {
  backstageVersion: "1.55.0",
  node: "22.20.0",
  shared: { [API]: "1.10.1", [NODE]: "3.1.0" },
  sharedWithRemotes: {},
  modules: "",
};

describe("a plugin whose dependencies can't be had, or may not be used", () => {
  let registry: VerdaccioService;
  let work: Workspace;
  let sources: Workspace;
  let witness: string;

  const library = (name: string, version: string, extra: object = {}) =>
    registry.publish(
      sources.plugin(name, version, { backstage: undefined, ...extra }),
    );
  const plugin = (name: string, dependencies: object, extra: object = {}) =>
    registry.publish(sources.plugin(name, "1.0.0", { dependencies, ...extra }));
  const install = (
    references: readonly string[],
    overrides: Parameters<Workspace["install"]>[0] = {},
  ): Promise<InstallResult> => {
    work.configure(...references.map((name) => `- package: "${name}"`));
    return work.install({ host: HOST, ...overrides });
  };
  const reasonOf = (result: InstallResult) => result.failed[0]?.reason;

  beforeAll(async () => {
    registry = await startVerdaccio({ auth: true });
    sources = new Workspace();
    witness = path.join(sources.dir, "was-run");
    const scripts = { postinstall: `echo run > ${witness}` };
    await library("eager", "1.0.0", { scripts });
    await library("protobufjs", "7.0.0", { scripts });
    sources.write("sources/compiled-1.0.0/build/addon.node", "ELF");
    await library("compiled", "1.0.0");
    await library("uses-eager", "1.0.0", { dependencies: { eager: "^1.0.0" } });
    await library("uses-compiled", "1.0.0", {
      dependencies: { compiled: "1" },
      optionalDependencies: { eager: "1" },
    });
    await library("uses-both", "1.0.0", {
      optionalDependencies: { compiled: "1", eager: "1" },
    });
    await library("unlucky", "1.0.0", {
      dependencies: { "never-published": "^3.0.0" },
    });
    await library("behind", "1.0.0", { dependencies: { eager: "^9.0.0" } });
    await library(NODE, "1.4.0");
    await plugin("script-backend", { "uses-eager": "1" });
    await plugin("native-backend", { "uses-compiled": "1" });
    await plugin("optional-backend", { "uses-both": "1", protobufjs: "7" });
    await plugin("unlucky-backend", { unlucky: "1" });
    await plugin("behind-backend", { behind: "1" });
    await plugin("git-backend", { forked: "github:acme/forked" });
    await plugin("old-backend", { [NODE]: "^1.4.0", [API]: "^1.0.0" });
  });
  afterAll(async () => {
    sources.remove();
    await registry.stop();
  });

  beforeEach(() => {
    work = new Workspace();
    work.write(".npmrc", registry.npmrc());
  });
  afterEach(() => {
    work.remove();
    expect(existsSync(witness)).toBe(false);
  });

  it.each([
    [
      "unlucky-backend",
      "unlucky-backend > unlucky@1.0.0 > never-published@^3.0.0",
    ],
    ["behind-backend", "behind-backend > behind@1.0.0 > eager@^9.0.0"],
    ["git-backend", "git-backend > forked@github:acme/forked"],
  ])("names the way to what can't be had: %s", async (name, chain) => {
    const reason = reasonOf(await install([name]));
    expect(reason?.code).toBe("RESOLVE_DEPENDENCY_NOT_FOUND");
    expect(reason?.message).toContain(chain);
    expect(reason?.place).toMatchObject({ line: 3 });
    expect(work.stored("staging")).toEqual([]);
  });

  it("doesn't take a registry's silence for an answer", async () => {
    sources.write(".npmrc", registry.npmrc());
    const folder = sources.plugin("local-backend", "1.0.0", {
      dependencies: { colors: "1" },
    });
    work.write(".npmrc", "registry=http://127.0.0.1:1/\n");
    const result = await install([folder]);
    expect(codes(result)).toEqual({ [folder]: "RESOLVE_REGISTRY_UNREACHABLE" });
    expect(existsSync(work.lockfile)).toBe(false);
  });

  it("refuses install scripts and compiled code with the way to them, and never runs a script", async () => {
    const scripts = reasonOf(await install(["script-backend"]));
    expect(scripts).toMatchObject({
      code: "VERIFY_INSTALL_SCRIPT",
      hint: expect.stringContaining("allowNative: [eager]") as string,
    });
    expect(scripts?.message).toContain(
      "script-backend > uses-eager@1.0.0 > eager@1.0.0",
    );
    const native = reasonOf(await install(["native-backend"]));
    expect(native?.code).toBe("VERIFY_NATIVE_ADDON");
    expect(native?.message).toContain("compiled is compiled code");
    expect(native?.message).toContain("build/addon.node");
    expect(work.stored("staging")).toEqual([]);
  });

  it("uses them where they are allowed by name, still without running a script", async () => {
    const allowNative = ["eager", "compiled"];
    const names = ["script-backend", "native-backend"];
    expect((await install(names, { allowNative })).failed).toEqual([]);
  });

  it("leaves them out where they are optional, and uses those that are known to work without their script", async () => {
    const { installed, failed } = await install(["optional-backend"]);
    expect(failed).toEqual([]);
    const find = createRequire(path.join(installed[0]!.dir, "package.json"));
    const both = createRequire(
      realpathSync(find.resolve("uses-both/package.json")),
    );
    expect(() => both.resolve("compiled/package.json")).toThrow("Cannot find");
    expect(() => both.resolve("eager/package.json")).toThrow("Cannot find");
    expect(find.resolve("protobufjs/package.json")).toContain("protobufjs");
  });

  it("isn't loaded with another major of what the host shares, or brings its own where that is wanted", async () => {
    const refused = reasonOf(await install(["old-backend"]));
    expect(refused?.code).toBe("VERIFY_INCOMPATIBLE");
    work.configure('- package: "old-backend"\n  compatibility: own');
    const { installed, failed } = await work.install({ host: HOST });
    expect(failed).toEqual([]);
    const find = createRequire(path.join(installed[0]!.dir, "package.json"));
    const own = find.resolve(`${NODE}/package.json`);
    expect(JSON.parse(readFileSync(own, "utf8"))).toMatchObject({
      version: "1.4.0",
    });
    expect(() => find.resolve(`${API}/package.json`)).toThrow("Cannot find");
    expect(codes(await install(["old-backend"]))).toEqual({
      "old-backend": "VERIFY_INCOMPATIBLE",
    });
  });
});
