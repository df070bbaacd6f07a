import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { get } from "node:http";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { helloPlugin, plugin, writePlugin } from "./fixturePlugins.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

const temp = makeTempFolder("management-defence");
const roots = path.join(temp.path, "roots");
const outside = path.join(temp.path, "outside");
const folder = path.join(temp.path, "portal");
const NAME = "@acme/meek";

/** Of two plugins that share a section. */
function schemaOf(key: string) {
  const own = { type: "object", properties: { word: { type: "string" } } };
  const section = { type: "object", properties: { [key]: own } };
  return { type: "object", properties: { shared: section } };
}

/** Never answers. */
const SLOW = `
  const api = require("@backstage/backend-plugin-api");
  const router = require("express").Router();
  router.get("/never", () => undefined);
  exports.default = ${plugin(
    "slow",
    `
    http.use(router);
    http.addAuthPolicy({ path: "/never", allow: "unauthenticated" });`,
  )};
`;

const CLOSED = { permission: { enabled: true } };

let portal: Fixture;
let meek: string;
let plain: string;
let stranger: string;
let claimer: string;
let slow: string;

beforeAll(async () => {
  mkdirSync(roots, { recursive: true });
  const write = (parent: string, id: string, packageJson: object = {}) =>
    writePlugin(parent, `@acme/${id}`, {
      files: { "index.js": helloPlugin(id) },
      packageJson,
    });
  meek = write(roots, "meek", { configSchema: schemaOf("meek") });
  plain = write(roots, "plain");
  const owned = { role: "backend-plugin", pluginId: "owned" };
  const owner = write(outside, "owner", { backstage: owned });
  claimer = write(roots, "claimer", { backstage: owned });
  slow = writePlugin(roots, "@acme/slow", { files: { "index.js": SLOW } });
  stranger = write(outside, "stranger");
  const other = write(outside, "other", { configSchema: schemaOf("other") });
  portal = await startFixture({
    folder,
    plugins: [
      { package: owner },
      { package: "@acme/broken", enabled: true, disabled: true },
      { package: "@acme/locked", enabled: false, locked: true },
      { package: other, pluginConfig: { shared: { other: { word: "kept" } } } },
    ],
    dynamicPlugins: {
      management: { directories: [roots] },
      marketplace: { catalogs: [], updates: false },
    },
  });
  await portal.run(() =>
    portal.client.POST("/plugins", { body: { directory: meek } }),
  );
  await portal.run(() =>
    portal.client.POST("/plugins", { body: { directory: plain } }),
  );
}, 120_000);

afterAll(async () => {
  await portal?.stop();
  temp.remove();
});

const configure = (values: object, name = NAME) =>
  portal.client.PUT("/plugins/{name}/settings", {
    params: { path: { name } },
    body: { values: { ...values } },
  });

describe("a portal that is managed by somebody who may not do everything", () => {
  it("brings nothing along from a folder that no root allows", async () => {
    const { error } = await portal.client.POST("/plugins", {
      body: { reference: "@acme/anything", with: [stranger] },
    });
    expect(error?.error.code).toBe("MANAGE_DIRECTORY_FORBIDDEN");
    const { error: archive } = await portal.client.POST("/plugins", {
      body: { reference: "@acme/any", with: ["/etc/any.tgz"] },
    });
    expect(archive?.error.code).toBe("MANAGE_REFERENCE_INVALID");
  });

  it("installs nothing over a plugin of the files, whose version and settings others may change", async () => {
    const job = await portal.run(() =>
      portal.client.POST("/plugins", {
        body: { reference: "@acme/broken@2.0.0", settings: CLOSED },
      }),
    );
    expect(job.error?.code).toBe("MANAGE_PLUGIN_UNKNOWN");
    const { error: locked } = await portal.client.POST("/plugins", {
      body: { reference: "@acme/locked@2.0.0", settings: CLOSED },
    });
    expect(locked?.error.code).toBe("MANAGE_ALREADY_INSTALLED");
  });

  it("lets a plugin's settings take no section away that others have keys in", async () => {
    for (const nothing of [null, "", [], 1]) {
      const { error } = await configure({ shared: nothing });
      expect(error?.error).toMatchObject({
        code: "MANAGE_SETTINGS_INVALID",
        fields: [{ path: "/shared" }],
      });
    }
  });

  it("lets a plugin without a schema set no keys of others", async () => {
    const taken = { shared: { other: { number: 1 } } };
    const { error } = await configure(taken, "@acme/plain");
    expect(error?.error).toMatchObject({
      code: "MANAGE_SETTINGS_INVALID",
      fields: [{ path: "/shared/other/number" }],
    });
  });

  it("takes nothing that a file would read a variable or another file for", async () => {
    for (const key of ["$env", "$file", "$include"]) {
      const { error } = await configure(
        { plain: { value: { [key]: "/etc/passwd" } } },
        "@acme/plain",
      );
      expect(error?.error.fields).toMatchObject([
        { path: `/plain/value/${key}` },
      ]);
    }
  });

  it("answers the same question with the same job, also when it has its effect", async () => {
    const again = { header: { "Idempotency-Key": "once-and-again" } };
    const ask = () =>
      portal.client.DELETE("/plugins/{name}", {
        params: { path: { name: NAME }, ...again },
      });
    const job = await portal.run(ask);
    expect(job.error).toBeUndefined();
    expect((await ask()).data?.id).toBe(job.id);
    const { error } = await portal.client.DELETE("/plugins/{name}", {
      params: { path: { name: "@acme/plain" }, ...again },
    });
    expect(error?.error.code).toBe("MANAGE_KEY_REUSED");
  });

  it("removes no tables of a plugin whose id another package claims", async () => {
    const file = path.join(folder, ".flyloft/databases/owned.sqlite");
    writeFileSync(file, "");
    const at = { params: { path: { name: "@acme/owner" } } };
    await portal.run(() => portal.client.POST("/plugins/{name}/disable", at));
    await portal.run(() =>
      portal.client.POST("/plugins", { body: { directory: claimer } }),
    );
    const job = await portal.run(() =>
      portal.client.DELETE("/plugins/{name}", {
        params: { path: { name: "@acme/claimer" } },
      }),
    );
    expect(job).toMatchObject({
      state: "succeeded",
      warnings: [
        {
          code: "MANAGE_DATA_LEFT",
          message: expect.stringContaining("@acme/owner"),
        },
      ],
    });
    expect(existsSync(file)).toBe(true);
  });

  it("keeps one of two changes that are made of the same settings, and says so", async () => {
    const words = ["first", "second"];
    const jobs = await Promise.allSettled(
      words.map((word) =>
        portal.run(() => configure({ plain: { word } }, "@acme/plain")),
      ),
    );
    const codes = jobs.map((job) =>
      job.status === "fulfilled" ? job.value.error?.code : String(job.reason),
    );
    const refused = codes.filter((code) => code !== undefined);
    expect(refused).toEqual([
      expect.stringContaining("MANAGE_SETTINGS_CHANGED"),
    ]);
  });

  it("survives a secret of one character", async () => {
    const job = await portal.run(() =>
      configure({ plain: { password: ":" } }, "@acme/plain"),
    );
    expect(job.error).toBeUndefined();
    expect((await portal.plugin("@acme/plain")).status.state).toBe("active");
    const empty = await portal.run(() =>
      configure({ plain: { password: "" } }, "@acme/plain"),
    );
    expect(empty.error).toBeUndefined();
  });
});

describe("a portal that is killed while it removes a plugin", () => {
  it("finishes that when it starts again", async () => {
    const at = { params: { path: { name: "@acme/slow" } } };
    await portal.run(() =>
      portal.client.POST("/plugins", { body: { directory: slow } }),
    );
    const file = path.join(folder, ".flyloft/databases/slow.sqlite");
    writeFileSync(file, "");
    // What is under way keeps the earlier generation from ending.
    const request = get(`${portal.url}/api/slow/never`, { agent: false });
    request.on("error", () => undefined);
    await once(request, "socket");
    const { data: job } = await portal.client.DELETE("/plugins/{name}", at);
    await vi.waitFor(
      async () => {
        const { data } = await portal.client.GET("/jobs/{id}", {
          params: { path: { id: job!.id } },
        });
        expect(data?.steps.at(-1)?.stage).toBe("drain");
      },
      { timeout: 30_000 },
    );
    process.kill(portal.pid, "SIGKILL");
    await portal.exited;
    expect(existsSync(file)).toBe(true);
    portal = await startFixture({ folder, plugins: [] });
    await vi.waitFor(
      async () => {
        const { data } = await portal.client.GET("/jobs");
        expect(data?.items[0]).toMatchObject({
          kind: "uninstall",
          plugin: "@acme/slow",
          actor: "portal",
          state: "succeeded",
        });
      },
      { timeout: 30_000 },
    );
    expect(existsSync(file)).toBe(false);
  }, 120_000);
});
