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

const RADAR = "@acme/radar-backend";
const FAMILY = [
  RADAR,
  "@acme/radar-extras-backend",
  "@acme/radar-common",
  "@acme/radar-gone-backend",
  "@acme/radar-gone-common",
];

describe("a plugin `with` others", () => {
  let registry: VerdaccioService;
  let work: Workspace;

  beforeAll(async () => {
    registry = await startVerdaccio({ auth: true });
    const sources = new Workspace();
    const publish = (name: string, version: string, extra: object) =>
      registry.publish(sources.plugin(name, version, extra));
    const named = (common: string) => ({
      dependencies: { "@acme/radar-common": common },
      bundleDependencies: ["@acme/radar-common"],
      backstage: {
        role: "backend-plugin",
        pluginId: "radar",
        pluginPackages: FAMILY,
      },
    });
    await publish(RADAR, "1.0.0", named("^1.0.0"));
    await publish(RADAR, "2.0.0", named("^2.0.0"));
    for (const major of [1, 2]) {
      const common = `^${major}.0.0`;
      await publish("@acme/radar-extras-backend", `${major}.5.0`, {
        ...named(common),
        backstage: { role: "backend-plugin", pluginId: "extras" },
      });
      await publish("@acme/radar-common", `${major}.0.0`, {
        backstage: { role: "common-library" },
      });
    }
    await publish("@acme/radar-backend-module-map", "1.0.0", {
      backstage: { role: "backend-plugin-module", pluginId: "radar" },
    });
    sources.remove();
  });
  afterAll(() => registry.stop());

  beforeEach(() => {
    work = new Workspace();
    work.write(".npmrc", registry.npmrc());
  });
  afterEach(() => work.remove());

  const versions = ({ installed }: InstallResult) =>
    Object.fromEntries(
      installed.map(({ facts }) => [facts.name, facts.version]),
    );

  it("brings the plugins of its family, in versions that belong together, and tells which one is missing", async () => {
    work.configure(`- package: "${RADAR}@^1"\n  with: family`);
    const result = await work.install();
    expect(versions(result)).toEqual({
      [RADAR]: "1.0.0",
      "@acme/radar-extras-backend": "1.5.0",
    });
    expect(codes(result)).toEqual({
      "@acme/radar-gone-backend": "RESOLVE_PACKAGE_NOT_FOUND",
    });
    expect(work.lock()).toMatch(
      /"@acme\/radar-backend@\^1":[^"]+(?:.*\n)+?\s+family:\n\s+- "@acme\/radar-extras-backend@1\.5\.0"\n/,
    );
  });

  it("takes the newest version whose libraries of the family the registry has", async () => {
    const sources = new Workspace();
    const backstage = { role: "backend-plugin", pluginId: "extras" };
    const source = sources.plugin("@acme/radar-extras-backend", "2.6.0", {
      dependencies: { "@acme/radar-common": "^2.6.0" },
      bundleDependencies: ["@acme/radar-common"],
      backstage,
    });
    await registry.publish(source);
    sources.remove();
    work.configure(`- package: "${RADAR}"\n  with: family`);
    expect(versions(await work.install())).toHaveProperty(
      ["@acme/radar-extras-backend"],
      "2.5.0",
    );
  });

  it("takes the newest where the newest are wanted", async () => {
    work.configure(`- package: "${RADAR}"\n  with: family`);
    expect(versions(await work.install())).toEqual({
      [RADAR]: "2.0.0",
      "@acme/radar-extras-backend": "2.5.0",
    });
  });

  it("asks no registry once it is locked, and gives each what its entry says", async () => {
    work.configure(
      `- package: "${RADAR}"\n  with: family\n  isolation: process\n  required: true\n  pluginConfig: { radar: { size: 1 } }`,
    );
    await work.install();
    work.write(".npmrc", "registry=http://127.0.0.1:9/\n");
    const { installed } = await work.install();
    expect(installed.map(({ request }) => request)).toMatchObject([
      { text: RADAR, pluginConfig: { radar: { size: 1 } } },
      {
        text: "@acme/radar-extras-backend@2.5.0",
        pluginConfig: undefined,
        required: true,
        isolation: { tier: "process" },
        place: { line: 3 },
      },
    ]);
    const frozen = await work.install({ frozen: true });
    expect(versions(frozen)).toHaveProperty(["@acme/radar-extras-backend"]);
  });

  it("follows another version of the named one", async () => {
    work.configure(`- package: "${RADAR}@1.0.0"\n  with: family`);
    await work.install();
    work.configure(`- package: "${RADAR}@2.0.0"\n  with: family`);
    const result = await work.install();
    expect(versions(result)["@acme/radar-extras-backend"]).toBe("2.5.0");
    expect(work.lock()).not.toContain("1.5.0");
  });

  it("leaves a plugin to its own entry, also to one that disables it", async () => {
    work.configure(
      `- package: "${RADAR}"\n  with: family`,
      '- package: "@acme/radar-extras-backend@^1"\n  enabled: false',
    );
    const { installed, disabled } = await work.install();
    expect(installed.map(({ facts }) => facts.name)).toEqual([RADAR]);
    expect(disabled.map(({ request }) => request.text)).toEqual([
      "@acme/radar-extras-backend@^1",
    ]);
  });

  it("gives a plugin of the family what administrators changed of it", async () => {
    work.configure(`- package: "${RADAR}"\n  with: family`);
    const options = await work.options();
    const desired = [
      {
        key: "npm:@acme/radar-extras-backend",
        enabled: false,
        granted: ["kv.read"],
      },
    ];
    const overlay = { desired, baseDir: work.dir };
    const config = { ...options.config, overlay };
    const { disabled, installed } = await work.install({ config });
    expect(installed.map(({ facts }) => facts.name)).toEqual([RADAR]);
    expect(disabled).toMatchObject([
      {
        request: {
          key: "npm:@acme/radar-extras-backend",
          granted: ["kv.read"],
          origin: { isChanged: true },
        },
      },
    ]);
  });

  it("keeps the family locked while it is disabled", async () => {
    work.configure(`- package: "${RADAR}"\n  with: family`);
    await work.install();
    const before = work.lock();
    work.configure(`- package: "${RADAR}"\n  with: family\n  enabled: false`);
    const { disabled } = await work.install();
    expect(disabled.map(({ request }) => request.text)).toContain(
      "@acme/radar-extras-backend@2.5.0",
    );
    expect(work.lock()).toBe(before);
  });

  it("refuses a family that isn't locked where the lock is frozen", async () => {
    work.configure(`- package: "${RADAR}"`);
    await work.install();
    work.configure(`- package: "${RADAR}"\n  with: family`);
    const result = await work.install({ frozen: true });
    expect(versions(result)).toEqual({ [RADAR]: "2.0.0" });
    expect(codes(result)).toEqual({
      [`${RADAR} (family)`]: "RESOLVE_NOT_LOCKED",
    });
  });

  it("brings what a list names, modules too, in the versions that it gives", async () => {
    work.configure(
      `- package: "${RADAR}"\n  with:\n    - "@acme/radar-backend-module-map"\n    - "@acme/radar-extras-backend@^1"`,
    );
    const result = await work.install();
    expect(versions(result)).toEqual({
      [RADAR]: "2.0.0",
      "@acme/radar-backend-module-map": "1.0.0",
      "@acme/radar-extras-backend": "1.5.0",
    });
    expect(result.installed[2]?.request.place).toMatchObject({
      line: 6,
      key: "dynamicPlugins.plugins[0].with[1]",
    });
  });

  it.each([
    [`package: "${RADAR}"\n  with: all`, "CONFIG_SCHEMA", 4],
    ["package: ./folder\n  with: family", "CONFIG_SCHEMA", 4],
    [
      `package: "${RADAR}"\n  with: ["git+ssh://host/a"]`,
      "CONFIG_REFERENCE_INVALID",
      4,
    ],
  ])("refuses `%s` with its line", async (entry, code, line) => {
    work.configure(`- ${entry}`);
    const { failed } = await work.install();
    expect(failed).toMatchObject([{ reason: { code, place: { line } } }]);
  });

  it("works in included files, where an entry of the including one replaces the whole entry", async () => {
    work.write(
      "dynamic-plugins.default.yaml",
      `plugins:\n  - package: "${RADAR}"\n    disabled: true\n    with: family\n`,
    );
    const main = (entry: string) =>
      work.write(
        "app-config.yaml",
        `dynamicPlugins:\n  includes: [dynamic-plugins.default.yaml]\n  plugins:\n    - package: "${RADAR}"\n${entry}`,
      );
    main("      disabled: false\n");
    expect(versions(await work.install())).toEqual({ [RADAR]: "2.0.0" });
    main("      with: family\n");
    expect(versions(await work.install())).toHaveProperty([
      "@acme/radar-extras-backend",
    ]);
  });

  it("is planned as it would be installed", async () => {
    work.configure(`- package: "${RADAR}"\n  with: family`);
    const { plugins } = await work.plan();
    expect(plugins.map(({ text, action }) => [text, action])).toEqual([
      [RADAR, "add"],
      ["@acme/radar-extras-backend@2.5.0", "add"],
      ["@acme/radar-gone-backend", "fail"],
    ]);
  });
});
