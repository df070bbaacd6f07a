import { existsSync, readFileSync, readdirSync } from "node:fs";
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
import { type InstallOptions, type RemoteSettings } from "../src/index.ts";
import { Workspace, codes } from "./workspace.ts";

const NAME = "@acme/plugin-radar";
const MODULES = path.resolve("node_modules");

/** Limits that end every build: what is installed with them was there already. */
const NO_BUILD: RemoteSettings = {
  cache: undefined,
  push: false,
  memory: 1,
  timeMs: 60_000,
};

let registry: VerdaccioService;
let work: Workspace;

beforeAll(async () => {
  registry = await startVerdaccio();
  const sources = new Workspace();
  sources.write(
    "lib/package.json",
    JSON.stringify({
      name: "@acme/lib",
      version: "1.1.0",
      main: "index.js",
      scripts: { postinstall: "node install.js" },
    }),
  );
  sources.write("lib/index.js", `export const lib = "from a dependency"`);
  sources.write("lib/install.js", `require("fs").writeFileSync("ran", "")`);
  await registry.publish(path.join(sources.dir, "lib"));
  await registry.publish(sources.frontend("1.0.0"));
  sources.remove();
});
afterAll(() => registry.stop());

beforeEach(() => {
  work = new Workspace();
  work.write(".npmrc", registry.npmrc());
});
afterEach(() => work.remove());

function host(react = "18.3.1"): InstallOptions["host"] {
  return {
    backstageVersion: "1.55.0",
    node: "22.20.0",
    shared: {},
    sharedWithRemotes: { react, "react/jsx-runtime": react },
    modules: MODULES,
  };
}

/** Text of all of the remote's scripts. */
function scriptsIn(dir: string): string {
  return readdirSync(path.join(dir, "dist"), {
    recursive: true,
    encoding: "utf8",
  })
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(path.join(dir, "dist", name), "utf8"))
    .join("\n");
}

describe("frontend packages as they were published", () => {
  it("become remotes with their dependencies in them and the shell's modules left out", async () => {
    work.configure(`- package: "${NAME}"`);
    const { installed, failed } = await work.install({ host: host() });
    expect(failed).toEqual([]);
    const [plugin] = installed;
    expect(plugin?.facts).toMatchObject({
      name: NAME,
      version: "1.0.0",
      role: "frontend-plugin",
      pluginId: "radar",
      parts: { backend: false, frontend: true },
      completion: { kind: "none" },
      frontend: { containerName: "acme_plugin_radar" },
    });
    expect(plugin?.facts.frontend?.exposes.map(({ name }) => name)).toEqual([
      ".",
      "./alpha",
    ]);
    const scripts = scriptsIn(plugin!.dir);
    expect(scripts).toContain("from a dependency");
    expect(scripts).toContain('shareKey:"react"');
    expect(scripts).not.toContain(
      "__SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED",
    );
    expect(
      JSON.parse(readFileSync(path.join(plugin!.dir, "package.json"), "utf8")),
    ).toEqual({
      name: NAME,
      version: "1.0.0",
      backstage: { role: "frontend-plugin", pluginId: "radar" },
    });
    expect(work.stored("staging")).toEqual([]);
  });

  it("run no script, neither their own nor one of a dependency", async () => {
    work.configure(`- package: "${NAME}"`);
    await work.install({ host: host() });
    const files = readdirSync(work.store, {
      recursive: true,
      encoding: "utf8",
    });
    expect(files.some((name) => name.endsWith("install.js"))).toBe(true);
    expect(files.filter((name) => path.basename(name) === "ran")).toEqual([]);
  });

  it("are built once: later starts find the remote", async () => {
    work.configure(`- package: "${NAME}"`);
    const [first] = (await work.install({ host: host() })).installed;
    const again = await work.install({ host: host(), remotes: NO_BUILD });
    expect(codes(again)).toEqual({});
    expect(again.installed[0]).toEqual({ ...first, warnings: [] });
    const frozen = await work.install({
      host: host(),
      remotes: NO_BUILD,
      frozen: true,
    });
    expect(codes(frozen)).toEqual({});
  });

  it("are built again for a shell that shares another version", async () => {
    work.configure(`- package: "${NAME}"`);
    await work.install({ host: host() });
    const changed = await work.install({
      host: host("18.2.0"),
      remotes: NO_BUILD,
    });
    expect(codes(changed)).toEqual({ [NAME]: "INSTALL_BUILD_LIMIT" });
  });

  it("bring the configuration schema of what they are made of", async () => {
    const folder = work.frontend("1.0.3", {
      "package.json": JSON.stringify({
        name: "@acme/plugin-typed",
        version: "1.0.3",
        main: "dist/index.esm.js",
        files: ["dist", "config.d.ts"],
        configSchema: "config.d.ts",
        backstage: { role: "frontend-plugin", pluginId: "typed" },
      }),
      "dist/index.esm.js": "export default 1;",
      "config.d.ts": `export interface Config {
        /** @visibility frontend */
        lib?: { colour?: "red" | "green" };
      }`,
    });
    work.configure(`- package: ${folder}`);
    const [plugin] = (await work.install({ host: host() })).installed;
    expect(plugin?.facts.configSchema).toBe("dist/.config-schema.json");
    const file = path.join(plugin!.dir, "dist/.config-schema.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      backstageConfigSchemaVersion: 1,
      schemas: [
        {
          packageName: "@acme/plugin-typed",
          path: "@acme/plugin-typed/config.d.ts",
          value: { properties: { lib: { visibility: "frontend" } } },
        },
      ],
    });
  });

  it("say which file is at fault where they can't be built, and leave the others alone", async () => {
    const broken = work.frontend("1.0.1", {
      "dist/index.esm.js": `import "./gone.js";`,
      "dist/alpha.esm.js": "",
    });
    work.configure(`- package: ${broken}`, `- package: "${NAME}"`);
    const result = await work.install({ host: host() });
    expect(result.installed.map(({ facts }) => facts.version)).toEqual([
      "1.0.0",
    ]);
    expect(result.failed[0]?.reason).toMatchObject({
      code: "INSTALL_BUILD_FAILED",
      message: expect.stringContaining(
        `${NAME}@1.0.1 can't be built: dist/index.esm.js: Module not found: Can't resolve './gone.js' in 'dist'`,
      ),
    });
    expect(work.stored("staging")).toEqual([]);
  });

  it("with a schema that is JSON already start no compiler for it", async () => {
    const folder = work.frontend("1.0.2", {
      "package.json": JSON.stringify({
        name: "@acme/plugin-json",
        version: "1.0.2",
        main: "dist/index.esm.js",
        files: ["dist", "schema.json"],
        configSchema: "schema.json",
        backstage: { role: "frontend-plugin", pluginId: "json" },
      }),
      "dist/index.esm.js": "export default 1;",
      "schema.json": `{"type":"object"}`,
    });
    work.configure(`- package: ${folder}`);
    const [plugin] = (await work.install({ host: host() })).installed;
    const file = path.join(plugin!.dir, "dist/.config-schema.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      schemas: [
        {
          packageName: "@acme/plugin-json",
          path: "@acme/plugin-json/schema.json",
          value: { type: "object" },
        },
      ],
      backstageConfigSchemaVersion: 1,
    });
  });

  it("are one remote where several start at once", async () => {
    work.configure(`- package: "${NAME}"`);
    const results = await Promise.all(
      [1, 2, 3].map(() => work.install({ host: host() })),
    );
    const trees = results.flatMap(({ installed }) =>
      installed.map(({ tree }) => tree),
    );
    expect(trees).toHaveLength(3);
    expect(new Set(trees).size).toBe(1);
    expect(existsSync(path.join(work.store, "packages", trees[0] ?? ""))).toBe(
      true,
    );
    expect(work.stored("staging")).toEqual([]);
  });
});
