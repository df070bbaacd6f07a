import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { type IncomingMessage, get } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { packTarball } from "../../../scripts/services/packTarball.ts";
import { helloPlugin, plugin, writePlugin } from "./fixturePlugins.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

const temp = makeTempFolder("management");
const roots = path.join(temp.path, "roots");
const outside = path.join(temp.path, "outside");
const folder = path.join(temp.path, "portal");
const NAME = "@acme/tally";
const name = { params: { path: { name: NAME } } };

/** Counts its migrations and starts in its own table, and tells its configuration. */
const TALLY = `
  const api = require("@backstage/backend-plugin-api");
  exports.default = ${plugin(
    "tally",
    `
    const knex = await services.database.getClient();
    if (!(await knex.schema.hasTable("tallies"))) {
      await knex.schema.createTable("tallies", table => table.string("what"));
      await knex("tallies").insert({ what: "migration" });
    }
    await knex("tallies").insert({ what: "start" });
    const tally = services.config.getOptionalConfig("tally");
    if (tally?.getOptionalString("greeting") === "explode") throw new Error("exploded");
    const router = require("express").Router();
    router.get("/state", async (_req, res) => res.json({
      rows: (await knex("tallies")).map(row => row.what),
      greeting: tally?.getOptionalString("greeting"),
      tokenLength: tally?.getOptionalString("token")?.length,
    }));
    http.use(router);
    http.addAuthPolicy({ path: "/state", allow: "unauthenticated" });`,
    "database: api.coreServices.database, config: api.coreServices.rootConfig",
  )};
`;
const SCHEMA = {
  type: "object",
  properties: {
    tally: {
      type: "object",
      properties: {
        greeting: { type: "string", description: "What it says" },
        limit: { type: "number", minimum: 1 },
        token: { type: "string", visibility: "secret" },
      },
    },
  },
};

function writeTally(version: string, parent = roots): string {
  return writePlugin(parent, NAME, {
    files: { "index.js": TALLY },
    packageJson: {
      version,
      description: "Counts",
      author: "Acme",
      configSchema: SCHEMA,
      flyloft: {
        title: "Tally",
        category: "Data",
        permissions: { required: ["kv.read"], optional: ["kv.readwrite"] },
      },
    },
  });
}

let portal: Fixture;
let tally: string;

beforeAll(async () => {
  tally = writeTally("1.0.0");
  writePlugin(outside, "@acme/stranger", {
    files: { "index.js": helloPlugin("stranger") },
  });
  const other = writePlugin(outside, "@acme/other", {
    files: {
      "index.js": TALLY.replaceAll("tally", "other").replaceAll(
        "tallies",
        "others",
      ),
    },
  });
  portal = await startFixture({
    folder,
    plugins: [
      { package: other },
      { package: path.join(outside, "none"), locked: true },
    ],
    dynamicPlugins: {
      management: { directories: [roots], uploadLimit: "1MB" },
    },
  });
}, 120_000);

afterAll(async () => {
  await portal?.stop();
  temp.remove();
});

/** Over a connection of its own: one that is kept may lead to the process before once more. */
async function state(id = "tally") {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const url = `${portal.url}/api/${id}/state`;
    get(url, { agent: false }, resolve).once("error", reject);
  });
  const said = await text(response);
  if (response.statusCode !== 200) return response.statusCode;
  return JSON.parse(said) as {
    rows: string[];
    greeting?: string;
    tokenLength?: number;
  };
}

const count = (rows: readonly string[], what: string) =>
  rows.filter((each) => each === what).length;

describe("an administrator", () => {
  it("installs a plugin from a folder below a configured root, and sees what it will do before", async () => {
    const { data: directories } = await portal.client.GET("/directories");
    expect(directories?.items).toMatchObject([
      { name: NAME, version: "1.0.0", isInstalled: false },
    ]);
    const install = { directory: tally };
    const { data: plan } = await portal.client.POST("/plan", {
      body: { action: "install", install },
    });
    expect(plan).toMatchObject({
      isPossible: true,
      isPrivileged: true,
      plugins: [{ action: "add" }],
    });
    expect(await state()).toBe(404);
    const job = await portal.run(() =>
      portal.client.POST("/plugins", { body: install }),
    );
    expect(job).toMatchObject({ state: "succeeded", kind: "install" });
    expect(await state()).toMatchObject({ rows: ["migration", "start"] });
    const { data } = await portal.client.GET("/plugins/{name}", name);
    expect(data).toMatchObject({
      title: "Tally",
      category: "Data",
      author: "Acme",
      isBuiltIn: false,
      hasSettings: true,
      origin: { kind: "administrator" },
      permissions: {
        required: ["kv.read"],
        optional: ["kv.readwrite"],
        granted: [],
      },
      status: { state: "active" },
    });
  });

  it("is refused what lies outside of the roots, also through a link", async () => {
    await expect(
      portal.run(() =>
        portal.client.POST("/plugins", {
          body: { directory: path.join(outside, "@acme-stranger") },
        }),
      ),
    ).rejects.toThrow("MANAGE_DIRECTORY_FORBIDDEN");
    await expect(
      portal.run(() =>
        portal.client.POST("/plugins", { body: { reference: outside } }),
      ),
    ).rejects.toThrow("MANAGE_REFERENCE_INVALID");
  });

  it("changes a setting, which is in force at once, and a secret that nobody reads again", async () => {
    const job = await portal.run(() =>
      portal.client.PUT("/plugins/{name}/settings", {
        ...name,
        body: {
          values: { tally: { greeting: "hello", token: "s3cr3t-value" } },
        },
      }),
    );
    expect(job.error).toBeUndefined();
    expect(await state()).toMatchObject({ greeting: "hello", tokenLength: 12 });
    const { data } = await portal.client.GET("/plugins/{name}/settings", name);
    expect(data).toMatchObject({
      values: { tally: { greeting: "hello" } },
      effective: { tally: { greeting: "hello" } },
      secrets: ["/tally/token"],
    });
    expect(JSON.stringify(data)).not.toContain("s3cr3t-value");
    expect(JSON.stringify(data?.schema)).toContain('"writeOnly":true');
    const kept = ["databases", "generations", "run", "store"];
    const files = kept.flatMap((dir) =>
      readAll(path.join(folder, ".flyloft", dir)),
    );
    expect(files.length).toBeGreaterThan(5);
    expect(files.some((text) => text.includes("s3cr3t-value"))).toBe(false);
  });

  it("keeps a secret that an update leaves out, and removes it with null", async () => {
    const put = (values: object) =>
      portal.run(() =>
        portal.client.PUT("/plugins/{name}/settings", {
          ...name,
          body: { values: { ...values } },
        }),
      );
    await put({ tally: { greeting: "again" } });
    expect(await state()).toMatchObject({ greeting: "again", tokenLength: 12 });
    await put({ tally: { greeting: "again", token: null } });
    expect(await state()).toEqual({
      rows: expect.any(Array),
      greeting: "again",
    });
  });

  it("is told which fields of settings are wrong, and nothing changes", async () => {
    const { error, response } = await portal.client.PUT(
      "/plugins/{name}/settings",
      { ...name, body: { values: { tally: { limit: 0, unknown: 1 } } } },
    );
    expect(response.status).toBe(400);
    expect(error?.error).toMatchObject({
      code: "MANAGE_SETTINGS_INVALID",
      fields: [{ path: "/tally/limit" }],
    });
    const { error: closed } = await portal.client.PUT(
      "/plugins/{name}/settings",
      { ...name, body: { values: { backend: { auth: { keys: [] } } } } },
    );
    expect(closed?.error.fields).toEqual([
      {
        path: "/backend/auth/keys",
        message: expect.stringContaining("no setting"),
      },
    ]);
    expect(await state()).toMatchObject({ greeting: "again" });
  });

  it("is told by the revision where somebody else was faster", async () => {
    const { error, response } = await portal.client.PUT(
      "/plugins/{name}/settings",
      { ...name, body: { values: {}, revision: 1 } },
    );
    expect(response.status).toBe(409);
    expect(error?.error.code).toBe("MANAGE_SETTINGS_CHANGED");
  });

  it("has a change refused with which the plugin doesn't come up, and what was before goes on", async () => {
    const job = await portal.run(() =>
      portal.client.PUT("/plugins/{name}/settings", {
        ...name,
        body: { values: { tally: { greeting: "explode" } } },
      }),
    );
    expect(job).toMatchObject({
      state: "failed",
      error: { code: "COMPOSE_INIT_FAILED" },
    });
    expect(await state()).toMatchObject({ greeting: "again" });
    const { data } = await portal.client.GET("/plugins/{name}/settings", name);
    expect(data?.values).toEqual({ tally: { greeting: "again" } });
    expect(data?.effective).toEqual({ tally: { greeting: "again" } });
  });

  it("disables and enables it: its data is as it was, and no migration runs again", async () => {
    const before = await state();
    await portal.run(() => portal.client.POST("/plugins/{name}/disable", name));
    expect(await state()).toBe(404);
    const { data } = await portal.client.GET("/plugins/{name}", name);
    expect(data).toMatchObject({
      title: "Tally",
      version: "1.0.0",
      status: { state: "disabled" },
    });
    await portal.run(() => portal.client.POST("/plugins/{name}/enable", name));
    const after = await state();
    if (typeof before !== "object" || typeof after !== "object") {
      throw new Error("The plugin does not answer.");
    }
    expect(count(after.rows, "migration")).toBe(1);
    expect(count(after.rows, "start")).toBe(count(before.rows, "start") + 1);
    expect(after.greeting).toBe("again");
  });

  it("grants what the plugin asks for, and nothing else", async () => {
    const grant = (granted: string[]) =>
      portal.client.PUT("/plugins/{name}/grants", {
        ...name,
        body: { granted },
      });
    const { error } = await grant(["chat.inference"]);
    expect(error?.error.code).toBe("MANAGE_SCOPE_UNKNOWN");
    const { error: unknown } = await grant(["world.rule"]);
    expect(unknown?.error.code).toBe("MANAGE_SCOPE_UNKNOWN");
    await portal.run(() => grant(["kv.readwrite"]));
    const { data } = await portal.client.GET("/plugins/{name}", name);
    expect(data?.permissions.granted).toEqual(["kv.readwrite"]);
  });

  it("goes back to before a change, with secrets and all", async () => {
    const { data: history } = await portal.client.GET(
      "/plugins/{name}/history",
      name,
    );
    const set = history?.items.find(
      ({ action, outcome, summary }) =>
        action === "configure" &&
        outcome === "done" &&
        summary?.includes("tally.token") &&
        !summary.includes("tally.greeting"),
    );
    expect(set?.canRollBack).toBe(true);
    const job = await portal.run(() =>
      portal.client.POST("/plugins/{name}/rollback", {
        ...name,
        body: { before: set!.number },
      }),
    );
    expect(job.error).toBeUndefined();
    expect(await state()).toMatchObject({ greeting: "again", tokenLength: 12 });
  });

  it("gets one job for one key, and is refused another request with it", async () => {
    const ask = (body: { granted: string[] }) =>
      portal.client.PUT("/plugins/{name}/grants", {
        params: { ...name.params, header: { "Idempotency-Key": "grant-once" } },
        body,
      });
    const [one, two] = await Promise.all([
      ask({ granted: [] }),
      ask({ granted: [] }),
    ]);
    expect(one.data?.id).toBe(two.data?.id);
    await portal.run(() => Promise.resolve(one));
    const { error } = await ask({ granted: ["kv.readwrite"] });
    expect(error?.error.code).toBe("MANAGE_KEY_REUSED");
  });

  it("can't uninstall what a file says, and can't touch what is locked there", async () => {
    const other = { params: { path: { name: "@acme/other" } } };
    const { error } = await portal.client.DELETE("/plugins/{name}", other);
    expect(error?.error.code).toBe("MANAGE_IN_FILE");
    const locked = {
      params: { path: { name: path.join(outside, "none") } },
    };
    const { error: refused } = await portal.client.POST(
      "/plugins/{name}/disable",
      locked,
    );
    expect(refused?.error).toMatchObject({
      code: "MANAGE_LOCKED",
      place: { file: expect.stringContaining("app-config.yaml") },
    });
  });

  it("finds who changed what, and can take it along as YAML without a secret", async () => {
    const { data } = await portal.client.GET("/audit");
    expect(
      data?.items.map(({ action, outcome }) => `${action} ${outcome}`),
    ).toContain("configure failed");
    expect(data?.items.at(-1)).toMatchObject({
      actor: expect.stringMatching(/^cli:/),
      action: "install",
      plugin: NAME,
      fromGeneration: 1,
      toGeneration: 2,
    });
    const { data: yaml } = await portal.client.GET("/export", {
      parseAs: "text",
    });
    expect(yaml).toContain(`package: ${tally}`);
    expect(yaml).toContain("token: ${TALLY_TOKEN}");
  });

  it("has everything again after a restart", async () => {
    await portal.stop();
    portal = await startFixture({
      folder,
      plugins: [{ package: path.join(outside, "@acme-other") }],
      dynamicPlugins: { management: { directories: [roots] } },
    });
    expect(await state()).toMatchObject({ greeting: "again", tokenLength: 12 });
  }, 120_000);

  it("uninstalls it: its tables and files are gone, and another plugin's rows are as they were", async () => {
    const other = await state("other");
    const databases = path.join(folder, ".flyloft/databases");
    const packages = path.join(folder, ".flyloft/store/packages");
    const before = readdirSync(packages);
    expect(existsSync(path.join(databases, "tally.sqlite"))).toBe(true);
    const { data: plan } = await portal.client.POST("/plan", {
      body: { action: "uninstall", plugin: NAME },
    });
    expect(plan?.removes.length).toBeGreaterThan(1);
    const job = await portal.run(() =>
      portal.client.DELETE("/plugins/{name}", name),
    );
    expect(job.error).toBeUndefined();
    expect(job.warnings).toBeUndefined();
    expect(await state()).toBe(404);
    expect(existsSync(path.join(databases, "tally.sqlite"))).toBe(false);
    expect(readdirSync(packages).length).toBeLessThan(before.length);
    const now = await state("other");
    if (typeof other !== "object" || typeof now !== "object") {
      throw new Error("The other plugin does not answer.");
    }
    expect(now.rows.slice(0, other.rows.length)).toEqual(other.rows);
    expect(count(now.rows, "migration")).toBe(1);
    const { data } = await portal.client.GET("/plugins");
    expect(data?.items.map((item) => item.name)).toEqual(["@acme/other"]);
  });

  it("installs an uploaded archive, upgrades it by the next one, and goes back", async () => {
    const upload = async (version: string) => {
      const dir = writeTally(version, path.join(temp.path, `pack-${version}`));
      const archive = await packTarball({ cwd: dir, prefix: "package" });
      const { data, error } = await portal.client.POST("/uploads", {
        body: archive as unknown as string,
        bodySerializer: (body) => body as unknown as Uint8Array<ArrayBuffer>,
        headers: { "content-type": "application/gzip" },
      });
      if (!data) throw new Error(JSON.stringify(error));
      expect(data).toMatchObject({ name: NAME, version });
      return data.id;
    };
    const first = await upload("1.0.0");
    await portal.run(() =>
      portal.client.POST("/plugins", { body: { upload: first } }),
    );
    // Its tables are new: nothing of what was uninstalled is there.
    expect(await state()).toMatchObject({ rows: ["migration", "start"] });
    const second = await upload("1.1.0");
    const job = await portal.run(() =>
      portal.client.POST("/plugins/{name}/upgrade", {
        ...name,
        body: { upload: second },
      }),
    );
    expect(job.error).toBeUndefined();
    const version = async () => {
      const { data } = await portal.client.GET("/plugins/{name}", name);
      return data?.version;
    };
    expect(await version()).toBe("1.1.0");
    await portal.run(() =>
      portal.client.POST("/plugins/{name}/rollback", { ...name, body: {} }),
    );
    expect(await version()).toBe("1.0.0");
  });

  it("leaves nothing of an archive that is refused", async () => {
    const uploads = path.join(folder, ".flyloft/uploads");
    const before = readAll(uploads).length;
    const { error, response } = await portal.client.POST("/uploads", {
      body: "<html>not a zip</html>",
      bodySerializer: (body) => body as unknown as string,
      headers: { "content-type": "application/zip" },
    });
    expect(response.status).toBe(400);
    expect(error?.error.code).toMatch(/^[A-Z_]+$/);
    expect(readAll(uploads)).toHaveLength(before);
  });
});

describe("a portal whose files alone say what runs", () => {
  it("ignores what administrators changed, and lets nobody change anything", async () => {
    await portal.stop();
    portal = await startFixture({
      folder,
      plugins: [{ package: path.join(outside, "@acme-other") }],
      dynamicPlugins: { management: { readOnly: true } },
    });
    expect(await state()).toBe(404);
    const { error, response } = await portal.client.POST(
      "/plugins/{name}/disable",
      { params: { path: { name: "@acme/other" } } },
    );
    expect(response.status).toBe(409);
    expect(error?.error.code).toBe("MANAGE_READ_ONLY");
  }, 120_000);
});

/** Contents of all files below a folder. */
function readAll(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      readFileSync(path.join(entry.parentPath, entry.name), "latin1"),
    );
}

mkdirSync(roots, { recursive: true });
writeFileSync(path.join(roots, "README"), "");
