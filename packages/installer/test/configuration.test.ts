import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mergePluginConfigs, readPluginRequests } from "../src/index.ts";
import { Workspace } from "./workspace.ts";

describe("dynamicPlugins in app-config.yaml", () => {
  let work: Workspace;
  beforeEach(() => {
    work = new Workspace();
  });
  afterEach(() => work.remove());

  const read = (text: string, env: Record<string, string> = {}) =>
    readPluginRequests([work.write("app-config.yaml", text)], env);

  it("becomes requests with file and line of each entry", async () => {
    const { requests, settings } = await read(`app: {}
dynamicPlugins:
  store: ./data
  frozen: true
  plugins:
    - package: "@acme/a@^1"
    - package: oci://localhost:5000/a/b:1!c
      disabled: true
      integrity: sha256:${"a".repeat(64)}
      pullPolicy: Always
`);
    expect(settings).toMatchObject({ store: `${work.dir}/data`, frozen: true });
    expect(requests).toMatchObject([
      {
        enabled: true,
        place: { line: 6, key: "dynamicPlugins.plugins[0].package" },
      },
      {
        enabled: false,
        pullPolicy: "Always",
        reference: { kind: "oci", path: "c" },
      },
    ]);
  });

  it.each([
    ["enable: true", "enabled"],
    ["pluginconfig: {}", "pluginConfig"],
    ["pullpolicy: Always", "pullPolicy"],
  ])(
    "refuses the entry with `%s`, suggests `%s`, and goes on with the others",
    async (line, known) => {
      const { requests, failures } = await read(
        `dynamicPlugins:\n  plugins:\n    - package: a\n      ${line}\n    - package: b\n`,
      );
      expect(requests.map(({ text }) => text)).toEqual(["b"]);
      expect(failures[0]?.error).toMatchObject({
        code: "CONFIG_SCHEMA",
        hint: expect.stringContaining(`\`${known}\``),
        place: { line: 4 },
      });
    },
  );

  it.each([
    ["package: 5", "CONFIG_SCHEMA"],
    ["package: git+ssh://git@host/a.git", "CONFIG_REFERENCE_INVALID"],
    ["package: a\n      enabled: true\n      disabled: true", "CONFIG_SCHEMA"],
    ["package: a\n      integrity: ${GONE}", "CONFIG_VARIABLE_UNSET"],
    ["package: b", "CONFIG_DUPLICATE_PLUGIN"],
  ])("names what is wrong with `%s`: %s", async (entry, code) => {
    const { requests, failures } = await read(
      `dynamicPlugins:\n  plugins:\n    - package: b@1\n    - ${entry}\n`,
    );
    expect(requests).toHaveLength(1);
    expect(failures).toMatchObject([{ error: { code } }]);
    expect(failures[0]?.error.message).toMatch(/app-config\.yaml:[45]/);
  });

  it.each([
    ["dynamicPlugins:\n  frozzen: true\n", "CONFIG_SCHEMA", 2],
    ["dynamicPlugins:\n  plugins:\n    - package: [\n", "CONFIG_SYNTAX", 4],
  ])("refuses %j as a whole, with its line", async (text, code, line) => {
    await expect(read(text)).rejects.toMatchObject({ code, place: { line } });
  });

  it("completes what an entry says of `isolation` by the default for all", async () => {
    const { requests, failures } = await read(`dynamicPlugins:
  isolation: { tier: process, memory: 256MB, env: [TZ_DATA] }
  plugins:
    - package: a
    - package: b
      isolation: sandbox
    - package: c
      isolation: { memory: 1GiB, heartbeat: 1m, concurrency: 5, required: true }
    - package: d
      isolation: none
`);
    expect(failures).toEqual([]);
    const common = {
      required: false,
      memory: 256_000_000,
      heartbeat: 10_000,
      concurrency: 100,
      env: ["TZ_DATA"],
    };
    expect(requests.map(({ isolation }) => isolation)).toEqual([
      { ...common, tier: "process", isNamed: false },
      { ...common, tier: "sandbox", isNamed: true },
      {
        ...common,
        tier: "process",
        isNamed: false,
        required: true,
        memory: 2 ** 30,
        heartbeat: 60_000,
        concurrency: 5,
      },
      { ...common, tier: "none", isNamed: true },
    ]);
  });

  it.each([
    ["sandbx", /did you mean `sandbox`/],
    ["{ tier: process, memry: 1GB }", /unknown key `memry`/],
    ["{ memory: lots }", /is no size/],
    ["{ memory: 1MB }", /is less than 64MB/],
    ["{ heartbeat: soon }", /is no length of time/],
    ["{ heartbeat: 1s }", /is less than 2s/],
    ["{ tier: sandbox, required: maybe }", /none of true, false/],
    ["{ tier: process, required: bubblewrap }", /part of `sandbox`/],
    ["{ env: [A-B] }", /is no variable's name/],
  ])("refuses `isolation: %s` with its place", async (written, message) => {
    const entry = await read(
      `dynamicPlugins:\n  plugins:\n    - package: a\n      isolation: ${written}\n    - package: b\n`,
    );
    expect(entry.requests.map(({ text }) => text)).toEqual(["b"]);
    expect(entry.failures[0]?.error).toMatchObject({
      code: "CONFIG_SCHEMA",
      message: expect.stringMatching(message),
      place: { line: 4, key: expect.stringContaining("plugins[0].isolation") },
    });
    await expect(
      read(`dynamicPlugins:\n  isolation: ${written}\n`),
    ).rejects.toMatchObject({ code: "CONFIG_SCHEMA", place: { line: 2 } });
  });

  it("leaves `frontend` to the app, and replaces variables as Backstage does", async () => {
    const { requests, failures } = await read(
      `dynamicPlugins:
  frontend: { acme.a: { dynamicRoutes: [] } }
  plugins:
    - package: a@\${VERSION:-1.0.0}
      pluginConfig: { a: { url: "http://\${HOST}/", plain: "$\${HOST}", key: { $env: KEY } } }
`,
      { HOST: "h", KEY: "k" },
    );
    expect(failures).toEqual([]);
    expect(requests[0]).toMatchObject({
      reference: { spec: "1.0.0" },
      pluginConfig: { a: { url: "http://h/", plain: "${HOST}", key: "k" } },
    });
  });

  it("lets a later file override an entry, and an including file what it includes", async () => {
    work.write(
      "more.yaml",
      "plugins:\n  - package: a@1\n    disabled: true\n  - package: c\n",
    );
    const first = work.write(
      "one.yaml",
      "dynamicPlugins:\n  includes: [more.yaml]\n  plugins:\n    - package: a@1\n    - package: b@1\n",
    );
    const second = work.write(
      "two.yaml",
      "dynamicPlugins:\n  plugins:\n    - package: b@2\n",
    );
    const { requests, failures } = await readPluginRequests(
      [first, second],
      {},
    );
    expect(failures).toEqual([]);
    expect(requests.map(({ text, enabled }) => [text, enabled])).toEqual([
      ["a@1", true],
      ["c", true],
      ["b@2", true],
    ]);
  });

  it("merges pluginConfig, and refuses the plugin that contradicts an earlier one, naming both places", async () => {
    const { requests, failures } = await read(`dynamicPlugins:
  plugins:
    - package: a
      pluginConfig:
        shared: { same: 1, mine: [1] }
    - package: b
      required: true
      pluginConfig:
        shared:
          unheard: 1
          mine: [2]
    - package: c
      pluginConfig: { shared: { same: 1, more: { deep: true } } }
    - package: d
      enabled: false
      pluginConfig: { shared: { same: 9 } }
`);
    expect(requests.map(({ text }) => text)).toEqual(["a", "c", "d"]);
    expect(failures).toMatchObject([
      {
        text: "b",
        required: true,
        request: { reference: { kind: "npm", name: "b" } },
        error: { code: "CONFIG_CONFLICT", place: { line: 11 } },
      },
    ]);
    expect(failures[0]?.error.message).toMatch(
      /b and a set `shared\.mine`.*:11 .*:5 /,
    );
    const { config, origins } = mergePluginConfigs(requests);
    expect(config).toEqual({
      shared: { same: 1, mine: [1], more: { deep: true } },
    });
    expect(origins.map(({ key, plugin }) => [key, plugin])).toEqual([
      ["shared.same", "a"],
      ["shared.mine", "a"],
      ["shared.more.deep", "c"],
    ]);
  });

  it.each([
    ["a value where the other has a section", "shared: 1", "shared: { x: 1 }"],
    ["a section where the other has a value", "shared: { x: 1 }", "shared: 1"],
  ])("refuses %s", async (_what, first, second) => {
    const { failures } = await read(
      `dynamicPlugins:\n  plugins:\n    - package: a\n      pluginConfig: { ${first} }\n    - package: b\n      pluginConfig: { ${second} }\n`,
    );
    expect(failures).toMatchObject([
      { text: "b", error: { code: "CONFIG_CONFLICT" } },
    ]);
  });

  it("takes a key named __proto__ as a key", async () => {
    const { requests } = await read(
      `dynamicPlugins:\n  plugins:\n    - package: a\n      pluginConfig: { "__proto__": { polluted: true } }\n`,
    );
    mergePluginConfigs(requests);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
