import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Access, PluginList } from "@flyloft/management";
import type { Operation } from "@flyloft/management/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { helloPlugin, writePlugin } from "./fixturePlugins.ts";
import {
  call,
  listOperations,
  send,
  setPolicy,
  urlOf,
  writePolicy,
} from "./managerFixture.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

const temp = makeTempFolder("manager-access");
const ONE = "@acme/one";
const OTHER = "other-plugin";
let operations: readonly Operation[];
let dirs: readonly string[];

beforeAll(async () => {
  operations = await listOperations();
  const packages = path.join(temp.path, "packages");
  mkdirSync(packages, { recursive: true });
  const write = (name: string, id: string) =>
    writePlugin(packages, name, { files: { "index.js": helloPlugin(id) } });
  dirs = [write(ONE, "one"), write(OTHER, "other")];
});

afterAll(() => temp.remove());

/** Statuses by operation, of requests without a body. */
async function statuses(
  portal: Fixture,
  asked: readonly Operation[],
  headers: Record<string, string>,
): Promise<Readonly<Record<string, unknown>>> {
  const entries = await Promise.all(
    asked.map(async (operation) => {
      const url = portal.url + urlOf(operation, ONE);
      const { method, operationId } = operation;
      const { status, code } = await send(url, { method, headers });
      return [operationId, code ?? status];
    }),
  );
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Nobody is asked on the network. */
const MARKETPLACE = { marketplace: { catalogs: [], updates: false } };

const all = (asked: readonly Operation[], status: unknown) =>
  Object.fromEntries(asked.map(({ operationId }) => [operationId, status]));

describe("with Backstage's permission framework", () => {
  let portal: Fixture;

  beforeAll(async () => {
    const policy = writePolicy(path.join(temp.path, "policy"));
    portal = await startFixture({
      folder: path.join(temp.path, "framework"),
      plugins: [...dirs, ...policy].map((dir) => ({ package: dir })),
      config: { permission: { enabled: true } },
      dynamicPlugins: MARKETPLACE,
    });
  }, 120_000);

  afterAll(() => portal?.stop());

  it("wants a token for every operation", async () => {
    expect(await statuses(portal, operations, {})).toEqual(
      all(operations, 401),
    );
  });

  it("refuses every operation to users whom the policy allows nothing", async () => {
    await setPolicy(portal, "deny");
    const guarded = operations.filter(({ permission }) => permission !== null);
    expect(guarded.length).toBe(operations.length - 1);
    const answered = await statuses(portal, guarded, await portal.guest());
    expect(answered).toEqual(all(guarded, "MANAGE_FORBIDDEN"));
    const { body } = await call<Access>(portal, { path: "/access" });
    expect(body).toMatchObject({
      user: "user:development/guest",
      isReadOnly: false,
      allowed: [],
      howToManage: expect.stringContaining("policy") as string,
    });
  });

  it("lets those look who may, and plan only what they may do", async () => {
    await setPolicy(portal, "look");
    const { body } = await call<Access>(portal, { path: "/access" });
    expect(body.allowed).toEqual(["read"]);
    const list = await call<PluginList>(portal, { path: "/plugins" });
    expect(list.body.items.map(({ name }) => name)).toContain(OTHER);
    const plan = await call(portal, {
      method: "POST",
      path: "/plan",
      body: { action: "disable", plugin: ONE },
    });
    expect(plan).toMatchObject({ status: 403, code: "MANAGE_FORBIDDEN" });
    expect(plan.body.error.message).toContain("plugin.enable");
  });

  it("filters lists and refuses plugins by the policy's conditions", async () => {
    await setPolicy(portal, "conditional");
    const { body } = await call<Access>(portal, { path: "/access" });
    expect(body.allowed).toEqual([
      "read",
      "inspect",
      "install",
      "enable",
      "maintain",
      "develop",
    ]);
    expect(body.howToManage).toBeUndefined();
    const list = await call<PluginList>(portal, { path: "/plugins" });
    expect(list.body.items.map(({ name }) => name)).toEqual([
      ONE,
      "@acme/policy",
      "@acme/policy-switch",
    ]);
    const status = async (method: string, target: string, sent?: unknown) => {
      const answer = await call(portal, { method, path: target, body: sent });
      return answer.code === "MANAGE_FORBIDDEN" ? answer.status : "passes";
    };
    const one = `/plugins/${encodeURIComponent(ONE)}`;
    expect(await status("GET", one)).toBe("passes");
    expect(await status("GET", `/plugins/${OTHER}`)).toBe(403);
    expect(await status("GET", "/plugins/not-here")).toBe(403);
    expect(await status("GET", `${one}/logs`)).toBe(403);
    expect(await status("POST", `${one}/enable`)).toBe("passes");
    expect(await status("POST", `/plugins/${OTHER}/disable`)).toBe(403);
    expect(await status("DELETE", one)).toBe(403);
    // Maintenance of the whole portal is about every plugin.
    expect(await status("POST", "/gc")).toBe(403);
    expect(await status("GET", "/export")).toBe(403);
    const install = (request: object) => status("POST", "/plugins", request);
    expect(await install({ reference: "left-pad" })).toBe(403);
    expect(
      await install({ reference: "oci://registry.other.example/a:1" }),
    ).toBe(403);
    expect(await install({ directory: "/opt/plugins/a" })).toBe(403);
    expect(await install({ upload: "unknown" })).toBe(403);
    const plan = { action: "disable", plugin: OTHER };
    expect(await status("POST", "/plan", plan)).toBe(403);
  });

  it("lets other plugins look, and change nothing by themselves", async () => {
    await setPolicy(portal, "allow");
    const response = await portal.get("/api/policy-switch/token");
    const { token } = (await response.json()) as { token: string };
    const headers = { authorization: `Bearer ${token}` };
    const isLook = ({ permission }: Operation) => permission === "read";
    const looking = operations.filter(isLook);
    const seen = Object.values(await statuses(portal, looking, headers));
    expect(seen).not.toContain("MANAGE_FORBIDDEN");
    const others = operations.filter(
      (operation) => operation.permission !== null && !isLook(operation),
    );
    expect(await statuses(portal, others, headers)).toEqual(
      all(others, "MANAGE_FORBIDDEN"),
    );
  });

  it("publishes permissions and rules to the framework", async () => {
    const response = await portal.get(
      "/api/plugin-manager/.well-known/backstage/permissions/metadata",
      await portal.guest(),
    );
    const { permissions, rules } = (await response.json()) as {
      permissions: { name: string }[];
      rules: { name: string }[];
    };
    const guarded = operations.flatMap(({ permission }) =>
      permission === null ? [] : `plugin.${permission}`,
    );
    const names = permissions.map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(guarded));
    expect(rules.map(({ name }) => name)).toContain("IS_FROM_REGISTRY");
  });
});

describe("with the framework, and no policy", () => {
  let portal: Fixture;

  beforeAll(async () => {
    portal = await startFixture({
      folder: path.join(temp.path, "no-policy"),
      plugins: dirs.map((dir) => ({ package: dir })),
      config: { permission: { enabled: true } },
      dynamicPlugins: MARKETPLACE,
    });
  }, 120_000);

  afterAll(() => portal?.stop());

  it("says that a policy is missing, and how to bring one", async () => {
    const access = await call<Access>(portal, { path: "/access" });
    expect(access.body.allowed).toEqual([]);
    expect(access.body.howToManage).toContain("allow-all-policy");
    expect(await call(portal, { path: "/plugins" })).toMatchObject({
      status: 503,
      code: "MANAGE_POLICY_UNAVAILABLE",
    });
    expect(portal.log()).toContain("No policy module installed");
  });
});

describe("without the framework", () => {
  let portal: Fixture;
  const plugins = () => dirs.map((dir) => ({ package: dir }));
  const manage = async (management: object) => {
    const dynamicPlugins = { management, ...MARKETPLACE };
    portal.configure({ plugins: plugins(), dynamicPlugins });
    await portal.reload();
  };

  beforeAll(async () => {
    const folder = path.join(temp.path, "administrators");
    const dynamicPlugins = MARKETPLACE;
    portal = await startFixture({ folder, plugins: plugins(), dynamicPlugins });
  }, 120_000);

  afterAll(() => portal?.stop());

  const looking = () =>
    operations.filter(({ permission }) => permission === "read");
  const managing = () =>
    operations.filter(
      ({ permission }) => permission !== null && permission !== "read",
    );

  it("wants a token for every operation", async () => {
    expect(await statuses(portal, operations, {})).toEqual(
      all(operations, 401),
    );
  });

  it("lets everybody look, and nobody else change while nobody is named", async () => {
    const { body } = await call<Access>(portal, { path: "/access" });
    expect(body.allowed).toEqual(["read"]);
    expect(body.howToManage).toContain(
      "administrators: [user:development/guest]",
    );
    const refused = await statuses(portal, managing(), await portal.guest());
    expect(refused).toEqual(all(managing(), "MANAGE_FORBIDDEN"));
    const seen = await statuses(portal, looking(), await portal.guest());
    expect(Object.values(seen)).not.toContain("MANAGE_FORBIDDEN");
  });

  it("tells those who are no administrators so", async () => {
    await manage({ administrators: ["group:default/admins"] });
    const { body } = await call<Access>(portal, { path: "/access" });
    expect(body.howToManage).toContain("not among the administrators");
    const refused = await statuses(portal, managing(), await portal.guest());
    expect(refused).toEqual(all(managing(), "MANAGE_FORBIDDEN"));
    const plan = { action: "uninstall", plugin: ONE };
    expect(
      await call(portal, { method: "POST", path: "/plan", body: plan }),
    ).toMatchObject({ status: 403, code: "MANAGE_FORBIDDEN" });
  }, 60_000);

  it("lets administrators do everything", async () => {
    await manage({ administrators: ["User:Development/Guest"] });
    const { body } = await call<Access>(portal, { path: "/access" });
    expect(body.allowed).toHaveLength(10);
    expect(body.howToManage).toBeUndefined();
    expect(
      await call(portal, { method: "POST", path: "/plugins", body: {} }),
    ).not.toMatchObject({ code: "MANAGE_FORBIDDEN" });
  }, 60_000);

  it("refuses every change where the files alone say what runs", async () => {
    await manage({
      administrators: ["user:development/guest"],
      readOnly: true,
    });
    const { body } = await call<Access>(portal, { path: "/access" });
    expect(body.isReadOnly).toBe(true);
    const changing = operations.filter(
      ({ isRead, permission }) =>
        !isRead && permission !== null && permission !== "maintain",
    );
    const refused = await statuses(portal, changing, await portal.guest());
    expect(refused).toEqual(all(changing, "MANAGE_READ_ONLY"));
  }, 60_000);
});
