import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPlugin, packPlugins, validatePlugin } from "../src/index.ts";
import { PluginWorkshop } from "./PluginWorkshop.ts";

type Fields = Readonly<Record<string, unknown>>;

let shop: PluginWorkshop;
let backend: string;
let frontend: string;
let written: Fields;

beforeAll(async () => {
  shop = new PluginWorkshop();
  [frontend = "", backend = ""] = await shop.create("both");
  await buildPlugin(backend);
  await buildPlugin(frontend);
  written = shop.manifest(backend);
});
afterAll(() => shop.remove());

/** What is found in the backend with these fields, as `code file:line`. */
async function find(fields: Fields): Promise<readonly string[]> {
  shop.change(backend, fields);
  const { findings } = await validatePlugin(backend);
  shop.write(backend, "package.json", JSON.stringify(written, null, 2));
  return findings.map(({ severity, code, place }) => {
    const file = path.relative(backend, place?.file ?? "");
    const line = place?.line === undefined ? "" : `:${place.line}`;
    const mark = severity === "error" ? "" : "? ";
    return `${mark}${code} ${file}${line}`;
  });
}

const backstage = (fields: Fields): Fields => ({
  backstage: { ...(written["backstage"] as Fields), ...fields },
});
const permissions = (required: unknown): Fields => ({
  flyloft: { permissions: { required } },
});

describe("what validation finds", () => {
  it.each<[string, () => Fields, string]>([
    [
      "no name",
      () => ({ name: undefined }),
      "PUBLISH_FIELD_MISSING package.json:1",
    ],
    [
      "a name in capitals",
      () => ({ name: "Radar" }),
      "PUBLISH_FIELD_INVALID package.json:2",
    ],
    [
      "no version",
      () => ({ version: undefined }),
      "PUBLISH_FIELD_MISSING package.json:1",
    ],
    [
      "a version of two numbers",
      () => ({ version: "1.0" }),
      "PUBLISH_VERSION_INVALID package.json:3",
    ],
    [
      "a version with a v",
      () => ({ version: "v1.0.0" }),
      "PUBLISH_VERSION_INVALID package.json:3",
    ],
    [
      "no role",
      () => backstage({ role: undefined }),
      "PUBLISH_FIELD_MISSING package.json:10",
    ],
    [
      "a role of no plugin",
      () => backstage({ role: "web-library" }),
      "PUBLISH_ROLE_INVALID package.json:11",
    ],
    [
      "no plugin id",
      () => backstage({ pluginId: undefined }),
      "PUBLISH_FIELD_MISSING package.json:10",
    ],
    [
      "a plugin id with capitals",
      () => backstage({ pluginId: "Radar" }),
      "PUBLISH_FIELD_INVALID package.json:12",
    ],
    [
      "the id of the portal's catalog",
      () => backstage({ pluginId: "catalog" }),
      "PUBLISH_ID_TAKEN package.json:12",
    ],
    [
      "a family that is no list",
      () => backstage({ pluginPackages: "radar" }),
      "PUBLISH_FIELD_INVALID package.json:13",
    ],
    [
      "an unknown scope",
      () => permissions(["kv.rad"]),
      "PUBLISH_SCOPE_UNKNOWN package.json:46",
    ],
    [
      "permissions that are no list",
      () => permissions("kv.read"),
      "PUBLISH_FIELD_INVALID package.json:45",
    ],
    [
      "a range of the workspace",
      () => ({ dependencies: { "@acme/x": "workspace:^" } }),
      "PUBLISH_RANGE_LOCAL package.json:34",
    ],
    [
      "a main that isn't there",
      () => ({ exports: undefined, main: "dist/gone.js" }),
      "PUBLISH_ENTRY_MISSING package.json",
    ],
  ])("%s", async (_what, fields, expected) => {
    const found = await find(fields());
    expect(found.filter((one) => !one.startsWith("?"))).toEqual([
      expect.stringContaining(expected) as string,
    ]);
  });

  it.each<[string, () => Fields, string]>([
    ["no license", () => ({ license: undefined }), "PUBLISH_FIELD_MISSING"],
    ["no list of files", () => ({ files: undefined }), "PUBLISH_FIELD_MISSING"],
    [
      "an install script",
      () => ({ scripts: { postinstall: "x" } }),
      "PUBLISH_SCRIPT_REFUSED",
    ],
    [
      "the id of a bundled plugin",
      () => backstage({ pluginId: "home" }),
      "PUBLISH_ID_TAKEN",
    ],
    [
      "a family without the package",
      () => backstage({ pluginPackages: [] }),
      "PUBLISH_FIELD_INVALID",
    ],
  ])("%s is only a warning", async (_what, fields, code) => {
    expect(await find(fields())).toEqual([
      expect.stringMatching(`^\\? ${code} package\\.json`) as string,
    ]);
  });

  it("tells every mistake at once", async () => {
    const fields = {
      ...backstage({ role: "x", pluginId: "app" }),
      version: "1",
    };
    expect(await find(fields)).toHaveLength(3);
  });

  it("a schema that is none", async () => {
    const wrong = { type: "object", properties: { a: { type: "strng" } } };
    expect(await find({ configSchema: wrong })).toEqual([]);
    shop.write(backend, "wrong.json", JSON.stringify(wrong));
    expect(await find({ configSchema: "wrong.json" })).toEqual([
      expect.stringContaining("PUBLISH_SCHEMA_INVALID") as string,
    ]);
    shop.drop(backend, "wrong.json");
  });

  it("a remote with a chunk missing", async () => {
    const manifest = JSON.stringify({
      name: "acme",
      metaData: { remoteEntry: { name: "remoteEntry.js" } },
      exposes: [{ path: ".", assets: { js: { sync: ["static/gone.js"] } } }],
    });
    shop.write(frontend, "dist/mf-manifest.json", manifest);
    const { findings } = await validatePlugin(frontend);
    expect(findings).toMatchObject([
      {
        code: "PUBLISH_REMOTE_INVALID",
        message: expect.stringContaining("dist/static/gone.js") as string,
      },
    ]);
    shop.write(frontend, "dist/mf-manifest.json", "{");
    expect(await validatePlugin(frontend)).toMatchObject({ isValid: false });
  });

  it("keeps an invalid package from being packed", async () => {
    shop.change(backend, { version: "1" });
    const packing = packPlugins({
      folders: [backend],
      formats: ["npm"],
      out: shop.at("out"),
    });
    await expect(packing).rejects.toMatchObject({
      code: "PUBLISH_INVALID",
      findings: [{ code: "PUBLISH_VERSION_INVALID" }],
    });
  });
});
