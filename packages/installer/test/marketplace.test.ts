import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { stringify } from "yaml";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  vi,
} from "vitest";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import {
  CATALOG_TYPE,
  type Marketplace,
  openMarketplace,
  readPluginRequests,
} from "../src/index.ts";
import { Workspace } from "./workspace.ts";

const RADAR = "@acme/plugin-radar-backend";
const ALL = { offset: 0, limit: 24 };
const ICON = "data:image/png;base64,iVBORw0KGgo=";

let npm: VerdaccioService;
let oci: OciRegistryService;
let work: Workspace;

beforeAll(async () => {
  [npm, oci] = await Promise.all([
    startVerdaccio({ auth: true }),
    startOciRegistry({ auth: "basic" }),
  ]);
  const sources = new Workspace();
  const publish = (
    name: string,
    version: string,
    extra: Readonly<Record<string, unknown>> = {},
  ) => npm.publish(sources.plugin(name, version, extra), { manifest: extra });
  await publish(RADAR, "1.0.0", { keywords: ["backstage-plugin"] });
  await publish(RADAR, "1.1.0", {
    keywords: ["backstage-plugin"],
    description: "Shows where technologies stand",
    author: { name: "Acme" },
    readme: "# Radar\n\nIt turns.",
    homepage: "https://acme.example/radar",
    flyloft: {
      title: "Tech Radar",
      category: "Model",
      permissions: { required: ["kv.read"], optional: ["ui.sidebar"] },
    },
    backstage: {
      role: "backend-plugin",
      pluginId: "radar",
      pluginPackages: [RADAR, "@acme/plugin-radar", "@acme/plugin-radar-node"],
    },
  });
  await publish("@acme/plugin-jenkins", "1.0.0", { keywords: ["backstage"] });
  await publish("@acme/plugin-radar-node", "1.0.0", {
    keywords: ["backstage"],
  });
  await publish("left-pad", "1.0.0");
  sources.remove();
});
afterAll(() => Promise.all([npm.stop(), oci.stop()]));

beforeEach(() => {
  work = new Workspace();
  work.write(".npmrc", npm.npmrc());
  const { name, password } = oci.user;
  const auth = Buffer.from(`${name}:${password}`).toString("base64");
  const auths = { [oci.host]: { auth } };
  work.write("home/.docker/config.json", JSON.stringify({ auths }));
});
afterEach(() => {
  vi.useRealTimers();
  work.remove();
});

/** `catalogs` as lines of YAML; what is configured by default where left out. */
async function open(...catalogs: string[]): Promise<Marketplace> {
  const section = catalogs.length
    ? `  marketplace:\n    catalogs:\n${catalogs.map((each) => `      - ${each}\n`).join("")}`
    : "  plugins: []\n";
  const file = work.write("app-config.yaml", `dynamicPlugins:\n${section}`);
  const { settings } = await readPluginRequests([file], {});
  const { config: _config, ...options } = await work.options();
  return openMarketplace(settings.marketplace, options);
}

function document(...plugins: object[]): string {
  return stringify({ plugins });
}

async function push(tag: string, text: string, artifactType = CATALOG_TYPE) {
  const bytes = Buffer.from(text);
  const mediaType = "application/yaml";
  const layers = [{ bytes, mediaType }];
  const repository = "acme/catalog";
  await oci.pushArtifact({ repository, tag, artifactType, layers });
}

const names = (items: readonly { readonly name: string }[]) =>
  items.map(({ name }) => name);

describe("a catalog that is a file", () => {
  const plugins = [
    {
      name: "@acme/todo-backend",
      title: "To do",
      description: "What is left to do",
      author: "Acme",
      category: "Utility",
      keywords: ["list"],
      icon: ICON,
      homepage: "https://acme.example/todo",
      reference: "oci://registry.acme.example/todo:1.1.0",
      versions: [
        { version: "1.0.0", deprecated: "Loses data" },
        { version: "1.1.0", publishedAt: "2026-02-03T04:05:06Z" },
        {
          version: "1.2.0",
          reference: "oci://registry.acme.example/todo:1.2.0",
          deprecated: "Broken",
        },
      ],
      permissions: { required: ["kv.readwrite"] },
      signer: "https://acme.example/release.yaml",
    },
    { name: RADAR, category: "Model", reference: RADAR, with: "family" },
    { name: "old", reference: "old@1", deprecated: "Use new" },
  ];

  it("shows all that it says of its plugins", async () => {
    work.write("acme.yaml", document(...plugins));
    const market = await open("file: acme.yaml");
    const { catalogs, total, items } = await market.search(ALL);
    expect(catalogs).toEqual([{ id: "acme", title: "acme", kind: "file" }]);
    expect(total).toBe(3);
    const { versions: _versions, ...first } = plugins[0]!;
    expect(items[0]).toEqual({
      ...first,
      catalog: "acme",
      version: "1.1.0",
      publishedAt: "2026-02-03T04:05:06.000Z",
      permissions: {
        required: ["kv.readwrite"],
        optional: [],
        granted: [],
      },
    });
    expect(items[1]).toMatchObject({ name: RADAR, with: "family" });
    expect(items[2]).toMatchObject({ deprecated: "Use new" });
  });

  it.each([
    [{ text: "what LEFT" }, ["@acme/todo-backend"]],
    [{ text: "list" }, ["@acme/todo-backend"]],
    [{ category: "Model" }, [RADAR]],
    [{ text: "acme", category: "Utility" }, ["@acme/todo-backend"]],
    [{ text: "nothing like it" }, []],
    [{ offset: 1, limit: 1 }, [RADAR]],
    [{ catalog: "acme" }, ["@acme/todo-backend", RADAR, "old"]],
    [{ catalog: "other" }, []],
  ] as const)("finds by %j", async (question, expected) => {
    work.write("acme.yaml", document(...plugins));
    const market = await open("file: acme.yaml");
    const { items } = await market.search({ ...ALL, ...question });
    expect(names(items)).toEqual(expected);
  });

  it("follows the file, which may be JSON too", async () => {
    work.write("acme.json", JSON.stringify({ plugins: plugins.slice(1) }));
    const market = await open("file: acme.json");
    expect((await market.search(ALL)).total).toBe(2);
    work.write("acme.json", JSON.stringify({ plugins }));
    expect((await market.search(ALL)).total).toBe(3);
  });

  it("describes a plugin with its own versions, and what its registry says of them", async () => {
    work.write("acme.yaml", document(...plugins));
    const market = await open("file: acme.yaml");
    expect(await market.describe("acme", RADAR)).toMatchObject({
      name: RADAR,
      readme: expect.stringContaining("It turns.") as string,
      versions: [
        { version: "1.1.0", isCompatible: true, tags: ["latest"] },
        { version: "1.0.0", isCompatible: true },
      ],
    });
    const todo = await market.describe("acme", "@acme/todo-backend");
    expect(todo?.versions).toHaveLength(3);
    expect(todo?.versions[0]).toMatchObject({ deprecated: "Loses data" });
    expect(await market.describe("acme", "unheard-of")).toBeUndefined();
    expect(await market.describe("other", RADAR)).toBeUndefined();
  });

  it.each([
    [
      "plugins:\n  - name: a\n    refrence: a\n",
      /:3 .*`refrence`/,
      /`reference`/,
    ],
    ["plugins:\n  - name: a\n", /:2 /, /format/],
    [
      "plugins:\n  - { name: a, reference: ./folder }\n",
      /is no reference/,
      /./,
    ],
    [
      "plugins:\n  - { name: a, reference: /etc/passwd }\n",
      /is no reference/,
      /./,
    ],
    [
      "plugins:\n  - { name: a, reference: 'http://acme.example/a.tgz' }\n",
      /is no reference/,
      /./,
    ],
    [
      "plugins:\n  - { name: a, reference: a }\n  - { name: a, reference: b }\n",
      /:3 .*a is there twice/,
      /./,
    ],
    [
      "plugins:\n  - { name: a, reference: a, icon: 'https://acme.example/i.png' }\n",
      /data: URL/,
      /./,
    ],
    [
      "plugins:\n  - { name: a, reference: a, icon: 'data:text/html,x' }\n",
      /data: URL/,
      /./,
    ],
    [
      "plugins:\n  - { name: a, reference: a, homepage: 'javascript:x' }\n",
      /https URL/,
      /./,
    ],
    [
      "plugins:\n  - { name: a, reference: a, permissions: { required: [kv.reed] } }\n",
      /kv\.reed.*kv\.read/,
      /./,
    ],
    ["plugins: [\n", /not valid YAML/, /./],
    ["42\n", /./, /./],
    ["", /./, /./],
  ])("is told to be wrong where it is %j", async (text, message, hint) => {
    work.write("bad.yaml", text);
    work.write("good.yaml", document(...plugins));
    const market = await open("file: bad.yaml", "file: good.yaml");
    const { catalogs, items } = await market.search(ALL);
    expect(catalogs).toMatchObject([
      {
        id: "bad",
        problem: {
          code: "CONFIG_CATALOG_INVALID",
          message: expect.stringMatching(message) as string,
          hint: expect.stringMatching(hint) as string,
        },
      },
      { id: "good" },
    ]);
    expect(catalogs[1]).not.toHaveProperty("problem");
    expect(items).toHaveLength(3);
    await expect(market.describe("bad", "a")).rejects.toMatchObject({
      code: "CONFIG_CATALOG_INVALID",
    });
  });

  it("doesn't take the others with it where it isn't there", async () => {
    work.write("good.yaml", document(...plugins));
    const market = await open("file: gone.yaml", "file: good.yaml");
    const { catalogs, total } = await market.search(ALL);
    expect(catalogs[0]?.problem?.code).toBe("CONFIG_FILE_UNREADABLE");
    expect(total).toBe(3);
  });
});

describe("a catalog in an OCI registry", () => {
  const one = { name: "one", reference: "one@1" };
  const two = { name: "two", reference: "two@1" };

  it("is pulled with the log-in that is configured, and looked for again after ten minutes", async () => {
    await push("stable", document(one));
    const market = await open(`oci: oci://${oci.host}/acme/catalog:stable`);
    expect(await market.search(ALL)).toMatchObject({
      catalogs: [{ id: "catalog", kind: "oci" }],
      items: [{ catalog: "catalog", name: "one" }],
    });
    await push("stable", document(one, two));
    expect((await market.search(ALL)).total).toBe(1);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 11 * 60_000 });
    expect((await market.search(ALL)).total).toBe(2);
  });

  it.each([
    {
      what: "another artifact",
      type: "application/vnd.acme.thing",
      text: document(one),
      code: "RESOLVE_ARTIFACT_UNSUPPORTED",
    },
    {
      what: "no valid document",
      type: CATALOG_TYPE,
      text: "plugins: 1",
      code: "CONFIG_CATALOG_INVALID",
    },
  ])("tells of $what", async ({ type, text, code }) => {
    await push("bad", text, type);
    const market = await open(`oci: oci://${oci.host}/acme/catalog:bad`);
    const { catalogs, items } = await market.search(ALL);
    expect(items).toEqual([]);
    expect(catalogs[0]?.problem?.code).toBe(code);
    expect(catalogs[0]?.problem?.message).toContain("acme/catalog");
  });

  it.each([
    [
      "a tag that isn't there",
      () => `${oci.host}/acme/catalog:gone`,
      /RESOLVE_/,
    ],
    [
      "a registry that isn't there",
      () => "127.0.0.1:1/acme/catalog:1",
      /RESOLVE_REGISTRY_UNREACHABLE/,
    ],
  ])("tells of %s, beside what others have", async (_what, name, code) => {
    work.write("good.yaml", document(one));
    const market = await open(`oci: oci://${name()}`, "file: good.yaml");
    const { catalogs, items } = await market.search(ALL);
    expect(catalogs[0]?.problem?.code).toMatch(code);
    expect(names(items)).toEqual(["one"]);
  });
});

describe("the npm registry as a catalog", () => {
  it("is what is looked through where nothing is configured, and shows what may be a plugin", async () => {
    const market = await open();
    const { catalogs, items, total } = await market.search(ALL);
    expect(catalogs).toEqual([{ id: "npm", title: "npm", kind: "npm" }]);
    expect(names(items).sort()).toEqual(["@acme/plugin-jenkins", RADAR]);
    expect(total).toBe(2);
    expect(items.find(({ name }) => name === RADAR)).toMatchObject({
      catalog: "npm",
      version: "1.1.0",
      reference: RADAR,
      description: "Shows where technologies stand",
    });
  });

  it("finds by text and category, and pages", async () => {
    const market = await open();
    const search = (question: object) => market.search({ ...ALL, ...question });
    expect(names((await search({ text: "radar" })).items)).toEqual([RADAR]);
    expect(names((await search({ category: "Integration" })).items)).toEqual([
      "@acme/plugin-jenkins",
    ]);
    const first = await search({ limit: 1 });
    const second = await search({ limit: 1, offset: 1 });
    expect(names([...first.items, ...second.items]).sort()).toEqual([
      "@acme/plugin-jenkins",
      RADAR,
    ]);
    expect(
      names((await market.searchNpm({ ...ALL, text: "left-pad" })).items),
    ).toEqual(["left-pad"]);
    expect((await market.searchNpm({ ...ALL, text: "left" })).items).toEqual(
      [],
    );
  });

  it("continues a list that other catalogs begin", async () => {
    work.write("acme.yaml", document({ name: "one", reference: "one" }));
    const market = await open(
      "file: acme.yaml",
      "npm: { keywords: [backstage] }",
    );
    const page = async (offset: number) => market.search({ offset, limit: 2 });
    const first = await page(0);
    const second = await page(2);
    expect(names(first.items)[0]).toBe("one");
    expect(first.items).toHaveLength(2);
    expect(second.items).toHaveLength(1);
    expect(second.total).toBe(3);
  });

  it("describes a plugin by its own document", async () => {
    const market = await open();
    expect(await market.describe("npm", RADAR)).toMatchObject({
      catalog: "npm",
      name: RADAR,
      reference: RADAR,
      with: "family",
      version: "1.1.0",
      title: "Tech Radar",
      author: "Acme",
      category: "Model",
      homepage: "https://acme.example/radar",
      permissions: {
        required: ["kv.read"],
        optional: ["ui.sidebar"],
        granted: [],
      },
      readme: expect.stringContaining("It turns.") as string,
      versions: [
        { version: "1.1.0", isCompatible: true },
        { version: "1.0.0" },
      ],
    });
    expect(await market.describe("npm", "@acme/unheard-of")).toBeUndefined();
    expect(await market.describe("npm", "../../etc/passwd")).toBeUndefined();
  });

  it.each([
    [404, "not here", "RESOLVE_SEARCH_UNSUPPORTED"],
    [200, "<html>log in</html>", "RESOLVE_SEARCH_UNSUPPORTED"],
    [401, "no", "RESOLVE_UNAUTHORIZED"],
  ])(
    "tells of a registry that answers a search with %s %s",
    async (status, body, code) => {
      const server = createServer((_request, response) => {
        response.writeHead(status).end(body);
      });
      await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
      const { port } = server.address() as AddressInfo;
      work.write(".npmrc", `registry=http://127.0.0.1:${port}/\n`);
      const market = await open();
      const { catalogs } = await market.search(ALL);
      server.closeAllConnections();
      server.close();
      expect(catalogs[0]?.problem).toMatchObject({ code });
    },
  );

  it("tells of a registry that can't be reached", async () => {
    work.write(".npmrc", "registry=http://127.0.0.1:1/\n");
    const { catalogs } = await (await open()).search(ALL);
    expect(catalogs[0]?.problem?.code).toBe("RESOLVE_REGISTRY_UNREACHABLE");
  });
});
