import path from "node:path";
import { formatPlace } from "@flyloft/plugin-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DesiredPlugin,
  desiredKey,
  mergePluginConfigs,
  readPluginRequests,
} from "../src/index.ts";
import { Workspace } from "./workspace.ts";

describe("what administrators changed", () => {
  let work: Workspace;
  let baseDir: string;
  let builtInDir: string;
  beforeEach(() => {
    work = new Workspace();
    baseDir = path.join(work.dir, "uploads");
    builtInDir = path.join(work.dir, "builtin");
  });
  afterEach(() => work.remove());

  const read = async (
    entries: string,
    desired: readonly DesiredPlugin[],
    env: Record<string, string> = {},
  ) => {
    const text = `dynamicPlugins:\n  plugins:\n${entries}`;
    const file = work.write("app-config.yaml", text);
    const overlay = { desired, baseDir, builtInDir };
    return readPluginRequests([file], env, overlay);
  };

  it("knows a plugin by its package, and a built-in one by its folder wherever the portal lies", () => {
    const npm = { kind: "npm", name: "@acme/x", spec: "^1" } as const;
    const folder = (name: string) => ({ kind: "folder", path: name }) as const;
    const keyOf = (reference: Parameters<typeof desiredKey>[0]["reference"]) =>
      desiredKey({ reference, baseDir: builtInDir }, builtInDir);
    expect(keyOf(npm)).toBe("npm:@acme/x");
    expect(keyOf(folder("./radar"))).toBe("builtin:radar");
    expect(keyOf(folder("."))).toBe(`path:${builtInDir}`);
    expect(keyOf(folder("../builtin-other"))).toBe(`path:${builtInDir}-other`);
  });

  it("gives another version, state, tier and grants to an entry of a file, which stays its origin", async () => {
    const { requests, failures } = await read(
      `    - package: "@acme/x@1.0.0"
      integrity: sha512-abc
      isolation: { tier: sandbox, required: bubblewrap, memory: 128MB }
    - package: b
`,
      [
        {
          key: "npm:@acme/x",
          reference: "@acme/x@2.0.0",
          enabled: false,
          isolation: "process",
          granted: ["kv.read"],
        },
      ],
    );
    expect(failures).toEqual([]);
    expect(requests[0]).toMatchObject({
      key: "npm:@acme/x",
      reference: { spec: "2.0.0" },
      text: "@acme/x@2.0.0",
      integrity: undefined,
      enabled: false,
      isolation: {
        tier: "process",
        isNamed: true,
        required: false,
        memory: 128_000_000,
      },
      granted: ["kv.read"],
      origin: {
        kind: "file",
        isChanged: true,
        isLocked: false,
        place: { line: 3 },
      },
      isBuiltIn: false,
    });
    expect(formatPlace(requests[0]!.place)).toBe(
      "administrators' settings (npm:@acme/x)",
    );
    expect(requests[1]).toMatchObject({
      text: "b",
      origin: { isChanged: false, place: { line: 6 } },
      granted: [],
    });
  });

  it("lays settings over the file's, leaf by leaf, with lists as values", async () => {
    const { requests } = await read(
      `    - package: a
      pluginConfig:
        radar:
          title: From the file
          size: 3
          rings: [1, 2, 3]
          api: { url: "https://file.example" }
`,
      [
        {
          key: "npm:a",
          settings: {
            radar: { title: "From the page", rings: [9], api: { paging: {} } },
            other: { on: true },
          },
        },
      ],
    );
    const { config, origins } = mergePluginConfigs(requests);
    expect(config).toEqual({
      radar: {
        title: "From the page",
        size: 3,
        rings: [9],
        api: { url: "https://file.example", paging: {} },
      },
      other: { on: true },
    });
    const places = Object.fromEntries(
      origins.map(({ key, place }) => [key, formatPlace(place)]),
    );
    const file = path.join(work.dir, "app-config.yaml");
    expect(places).toEqual({
      "radar.size": `${file}:7 (radar.size)`,
      "radar.api.url": `${file}:9 (radar.api.url)`,
      "radar.title": "administrators' settings (radar.title)",
      "radar.rings": "administrators' settings (radar.rings)",
      "radar.api.paging": "administrators' settings (radar.api.paging)",
      "other.on": "administrators' settings (other.on)",
    });
  });

  it("keeps the lines of the file's settings also where the version is another", async () => {
    const { requests } = await read(
      `    - package: a@1\n      pluginConfig: { a: { x: 1 } }\n`,
      [{ key: "npm:a", reference: "a@2" }],
    );
    const { origins } = mergePluginConfigs(requests);
    expect(origins[0]?.place).toMatchObject({
      file: path.join(work.dir, "app-config.yaml"),
      line: 4,
    });
  });

  it.each([
    ["a value where the file has a section", { a: 1 }, { a: 1 }],
    [
      "a section where the file has a value",
      { a: { x: { y: 2 } } },
      { a: { x: { y: 2 } } },
    ],
    ["an empty section, which takes nothing away", { a: {} }, { a: { x: 1 } }],
    ["null, which is a value", { a: { x: null } }, { a: { x: null } }],
  ])("takes %s", async (_what, settings, expected) => {
    const { requests } = await read(
      `    - package: a\n      pluginConfig: { a: { x: 1 } }\n`,
      [{ key: "npm:a", settings }],
    );
    expect(mergePluginConfigs(requests).config).toEqual(expected);
  });

  it("takes secrets from the environment and shows none of them; an unset one is empty", async () => {
    const { requests } = await read(
      `    - package: a\n`,
      [
        {
          key: "npm:a",
          settings: {
            a: {
              token: { $setting: "7" },
              hosts: [{ name: "h", key: { $setting: "8" } }],
              none: { $setting: "9" },
            },
          },
        },
      ],
      { "setting:7": "s3cret", "setting:8": "k3y" },
    );
    expect(requests[0]?.pluginConfig).toEqual({
      a: { token: "s3cret", hosts: [{ name: "h", key: "k3y" }], none: "" },
    });
    const { origins } = mergePluginConfigs(requests);
    expect(JSON.stringify(origins)).not.toMatch(/s3cret|k3y/);
    expect(origins[0]?.written).toBe("(secret)");
  });

  it("reads no variable for who may set a plugin's settings", async () => {
    const settings = { a: { x: "${PASSWORD}", y: { $env: "PASSWORD" } } };
    const { requests } = await read(
      `    - package: a\n`,
      [{ key: "npm:a", settings }],
      { PASSWORD: "s3cret" },
    );
    expect(requests[0]?.pluginConfig).toEqual(settings);
  });

  it("refuses settings that contradict another plugin's, and names both places", async () => {
    const { failures } = await read(
      `    - package: a
      pluginConfig: { shared: { x: 1 } }
    - package: b
`,
      [{ key: "npm:b", settings: { shared: { x: 2 } } }],
    );
    expect(failures).toMatchObject([
      { text: "b", error: { code: "CONFIG_CONFLICT" } },
    ]);
    expect(failures[0]?.error.message).toMatch(
      /administrators' settings \(shared\.x\) and .*:4 \(shared\.x\)/,
    );
  });

  it("asks for the variables of a plugin that administrators enabled, and for none that they set or disabled", async () => {
    const entries = `    - package: a
      enabled: false
      pluginConfig: { a: { token: "\${A_TOKEN}" } }
    - package: b
      pluginConfig: { b: { token: "\${B_TOKEN}" } }
    - package: c
      pluginConfig: { c: { token: "\${C_TOKEN}" } }
`;
    const { requests, failures } = await read(entries, [
      { key: "npm:a", enabled: true },
      { key: "npm:b", enabled: false },
      { key: "npm:c", settings: { c: { token: "mine" } } },
    ]);
    expect(requests.map(({ text }) => text)).toEqual(["b", "c"]);
    expect(failures).toMatchObject([
      {
        text: "a",
        error: { code: "CONFIG_VARIABLE_UNSET", place: { line: 5 } },
      },
    ]);
  });

  it("adds plugins that no file names, after the others", async () => {
    const { requests, failures } = await read(`    - package: a\n`, [
      { key: "path:one", reference: "./radar.tgz", enabled: false },
      {
        key: "npm:@acme/x",
        reference: "@acme/x@^1",
        settings: { x: { y: 1 } },
        granted: ["kv.read"],
      },
    ]);
    expect(failures).toEqual([]);
    expect(requests.map(({ text }) => text)).toEqual([
      "a",
      "./radar.tgz",
      "@acme/x@^1",
    ]);
    expect(requests[1]).toMatchObject({
      key: "path:one",
      baseDir,
      enabled: false,
    });
    expect(requests[2]).toMatchObject({
      enabled: true,
      pluginConfig: { x: { y: 1 } },
      granted: ["kv.read"],
      origin: {
        kind: "administrator",
        isLocked: false,
        isChanged: false,
        place: { file: "administrators' settings", key: "npm:@acme/x" },
      },
    });
  });

  it("forgets a plugin whose entry was taken out of the file, where nobody said what it is", async () => {
    const { requests, failures } = await read(`    - package: a\n`, [
      { key: "npm:gone", enabled: true, settings: { x: 1 } },
    ]);
    expect(requests.map(({ text }) => text)).toEqual(["a"]);
    expect(failures).toEqual([]);
  });

  it("tells of a reference that is none, and goes on", async () => {
    const { requests, failures } = await read(
      `    - package: a\n    - package: b\n`,
      [
        { key: "npm:a", reference: "not a reference" },
        { key: "odd", reference: "oci://" },
        { key: "npm:c", reference: "c" },
      ],
    );
    expect(requests.map(({ text }) => text)).toEqual(["b", "c"]);
    expect(
      failures.map(({ text, error }) => [text, error.code, error.place?.key]),
    ).toEqual([
      ["a", "CONFIG_REFERENCE_INVALID", "npm:a"],
      ["oci://", "CONFIG_REFERENCE_INVALID", "odd"],
    ]);
  });

  it("leaves a locked entry alone, with what comes along with it", async () => {
    const { requests, failures } = await read(
      `    - package: a@1
      locked: true
      with: [b]
      granted: [kv.read]
      pluginConfig: { a: { x: 1 } }
    - package: c
      pluginConfig: { c: { token: "\${UNSET}" } }
      locked: true
`,
      [
        {
          key: "npm:a",
          reference: "a@2",
          enabled: false,
          settings: { a: { x: 2 } },
          granted: [],
        },
        { key: "npm:b", enabled: false },
        { key: "npm:c", enabled: false },
      ],
    );
    expect(
      requests.map(({ text, enabled, origin }) => [
        text,
        enabled,
        origin.isLocked,
      ]),
    ).toEqual([
      ["a@1", true, true],
      ["b", true, true],
    ]);
    expect(requests[0]).toMatchObject({
      granted: ["kv.read"],
      origin: { isChanged: false },
      pluginConfig: { a: { x: 1 } },
    });
    expect(failures).toMatchObject([
      { text: "c", error: { code: "CONFIG_VARIABLE_UNSET" } },
    ]);
  });

  it("leaves everything alone where the files alone say what runs", async () => {
    const text = `dynamicPlugins:
  management: { readOnly: true }
  plugins: [{ package: a }]
`;
    const file = work.write("app-config.yaml", text);
    const desired = [
      { key: "npm:a", enabled: false },
      { key: "npm:b", reference: "b" },
    ];
    const { requests } = await readPluginRequests(
      [file],
      {},
      { desired, baseDir },
    );
    expect(requests.map(({ text, enabled }) => [text, enabled])).toEqual([
      ["a", true],
    ]);
  });

  it("brings along what is listed, in the state of its plugin unless it has one of its own", async () => {
    const { requests } = await read(
      `    - package: a\n      with: [b, c]\n    - package: d\n      with: [e]\n`,
      [
        { key: "npm:a", enabled: false },
        { key: "npm:c", enabled: true, settings: { c: 1 } },
        { key: "npm:d", with: ["f@1", "./g"] },
      ],
    );
    expect(requests.map(({ text, enabled }) => [text, enabled])).toEqual([
      ["a", false],
      ["b", false],
      ["c", true],
      ["d", true],
      ["f@1", true],
      ["./g", true],
    ]);
    expect(requests[2]).toMatchObject({
      pluginConfig: { c: 1 },
      origin: { isChanged: true },
    });
    expect(requests[5]).toMatchObject({ baseDir });
  });

  it("takes a family for npm packages, and tells where there can be none", async () => {
    const { requests, failures } = await read(
      `    - package: a\n    - package: ./b\n`,
      [
        { key: "npm:a", with: "family" },
        { key: `path:${work.dir}/b`, with: "family" },
      ],
    );
    expect(requests).toMatchObject([{ text: "a", with: "family" }]);
    expect(failures).toMatchObject([
      { text: "./b", error: { code: "CONFIG_SCHEMA" } },
    ]);
  });

  it("knows built-in plugins, with or without changes", async () => {
    const { requests } = await read(
      `    - package: ./builtin/radar\n    - package: ./builtin/todo\n    - package: ./own\n`,
      [{ key: "builtin:todo", enabled: false }],
    );
    expect(
      requests.map(({ key, isBuiltIn, enabled }) => [key, isBuiltIn, enabled]),
    ).toEqual([
      ["builtin:radar", true, true],
      ["builtin:todo", true, false],
      [`path:${work.dir}/own`, false, true],
    ]);
  });

  it("refuses one package twice, also where only a change makes it so", async () => {
    const { requests, failures } = await read(`    - package: a\n`, [
      { key: "path:/old", reference: "a@2" },
    ]);
    expect(requests.map(({ text }) => text)).toEqual(["a"]);
    expect(failures).toMatchObject([
      { text: "a@2", error: { code: "CONFIG_DUPLICATE_PLUGIN" } },
    ]);
  });

  it("doesn't make up for an entry that can't be used", async () => {
    const { requests, failures } = await read(
      `    - package: a\n      enabeld: true\n      locked: true\n`,
      [{ key: "npm:a", reference: "a@2" }],
    );
    expect(requests).toEqual([]);
    expect(failures).toMatchObject([{ error: { code: "CONFIG_SCHEMA" } }]);
  });

  it("takes a setting named __proto__ as a key", async () => {
    const settings = JSON.parse('{"__proto__": {"polluted": true}}') as object;
    await read(`    - package: a\n`, [
      { key: "npm:a", settings: settings as DesiredPlugin["settings"] },
    ]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("dynamicPlugins.management and .marketplace", () => {
  let work: Workspace;
  beforeEach(() => {
    work = new Workspace();
  });
  afterEach(() => work.remove());

  const settings = async (section: string) => {
    const file = work.write("app-config.yaml", `dynamicPlugins:\n${section}`);
    return (await readPluginRequests([file], {})).settings;
  };

  it("have defaults", async () => {
    expect(await settings("  plugins: []\n")).toMatchObject({
      management: {
        administrators: [],
        readOnly: false,
        directories: [],
        uploadLimit: 50_000_000,
      },
      marketplace: {
        updates: true,
        catalogs: [
          {
            kind: "npm",
            id: "npm",
            title: "npm",
            keywords: ["backstage", "backstage-plugin"],
          },
        ],
      },
    });
  });

  it("are read with what the file says", async () => {
    expect(
      await settings(`  management:
    administrators: [user:default/jane, Group:Admins]
    readOnly: true
    directories: [./plugins, /srv/plugins]
    uploadLimit: 10MB
  marketplace:
    updates: false
    catalogs:
      - file: ./catalogs/acme.yaml
        title: Acme
      - oci: oci://registry.acme.example/flyloft/catalog:1
      - id: public
        npm: { keywords: [backstage] }
`),
    ).toMatchObject({
      management: {
        administrators: ["user:default/jane", "group:default/admins"],
        readOnly: true,
        directories: [path.join(work.dir, "plugins"), "/srv/plugins"],
        uploadLimit: 10_000_000,
      },
      marketplace: {
        updates: false,
        catalogs: [
          {
            kind: "file",
            id: "acme",
            title: "Acme",
            file: path.join(work.dir, "catalogs/acme.yaml"),
          },
          {
            kind: "oci",
            id: "catalog",
            reference: { repository: "flyloft/catalog", tag: "1" },
          },
          { kind: "npm", id: "public", keywords: ["backstage"] },
        ],
      },
    });
  });

  it.each([
    ["management: { readonly: true }", /readonly/, /`readOnly`/],
    ["management: { administrators: [jane] }", /user:default\/jane/, /./],
    ["management: { uploadLimit: 5 }", /is no size/, /./],
    ["marketplace: { catalogs: [{ id: x }] }", /exactly one of/, /./],
    [
      "marketplace: { catalogs: [{ file: a, oci: 'oci://h/r' }] }",
      /exactly one of/,
      /./,
    ],
    ["marketplace: { catalogs: [{ fiel: a }] }", /fiel/, /`file`/],
    [
      "marketplace: { catalogs: [{ npm: { keyword: [a] } }] }",
      /keyword/,
      /`keywords`/,
    ],
    ["marketplace: { catalogs: [{ oci: acme }] }", /is no artifact/, /./],
    ["marketplace: { catalogs: [{ id: ../x, file: a }] }", /is no id/, /./],
    [
      "marketplace: { catalogs: [{ file: a }, { file: b/a.yaml }] }",
      /id a/,
      /./,
    ],
  ])("refuse %s", async (section, message, hint) => {
    await expect(settings(`  ${section}\n`)).rejects.toMatchObject({
      code: "CONFIG_SCHEMA",
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
      place: { line: 2 },
    });
  });
});
