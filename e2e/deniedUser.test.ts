import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Operation } from "@flyloft/management/server";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  helloPlugin,
  writePlugin,
} from "../packages/backend/test/fixturePlugins.ts";
import {
  listOperations,
  type PolicyMode,
  setPolicy,
  urlOf,
  writePolicy,
} from "../packages/backend/test/managerFixture.ts";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import { Examiner } from "./accessibility/Examiner.ts";
import { keepScreenshot, openPortal } from "./openPortal.ts";
import { bundled, type Portal, startPortal } from "./startPortal.ts";

const ONE = "@acme/one";
const OTHER = "other-plugin";
/** What a button, a switch or a link is called that changes something. */
const CHANGES =
  /^(install(?! a plugin)|uninstall|enable|disable|upgrade|roll back|save|reset|export|retry|start)\b/i;

const temp = makeTempFolder("denied-user");
let operations: readonly Operation[];
let portal: Portal;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  operations = await listOperations();
  const packages = path.join(temp.path, "packages");
  mkdirSync(packages, { recursive: true });
  const configSchema = {
    type: "object",
    properties: {
      one: { type: "object", properties: { a: { type: "string" } } },
    },
  };
  const write = (name: string, id: string) =>
    writePlugin(packages, name, {
      files: { "index.js": helloPlugin(id) },
      packageJson: { configSchema },
    });
  const dirs = [
    bundled("home"),
    write(ONE, "one"),
    write(OTHER, "other"),
    ...writePolicy(path.join(temp.path, "policy")),
  ];
  [portal, browser] = await Promise.all([
    startPortal({
      plugins: dirs.map((dir) => ({ package: dir })),
      config: { permission: { enabled: true } },
      dynamicPlugins: { marketplace: { catalogs: [], updates: false } },
    }),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
  temp.remove();
});

async function allow(mode: PolicyMode): Promise<void> {
  await setPolicy(portal, mode);
  ({ page } = await openPortal(browser, portal.url));
  page.setDefaultTimeout(20_000);
}

/** Statuses of every operation that needs a permission, by the permission. */
async function statuses(): Promise<ReadonlyMap<Operation, string>> {
  const answered = new Map<Operation, string>();
  for (const operation of operations) {
    const { method, permission } = operation;
    if (permission === null) continue;
    const response = await portal.fetch(urlOf(operation, ONE), {
      method,
      headers: { connection: "close" },
    });
    const text = await response.text();
    const code = /MANAGE_FORBIDDEN/.exec(text)?.[0] ?? "";
    answered.set(operation, `${response.status} ${code}`.trim());
  }
  return answered;
}

/** Names of what could be pressed or followed to change something. */
async function changesOffered(): Promise<readonly string[]> {
  const main = page.getByRole("main");
  const names = await main
    .getByRole("button")
    .or(main.getByRole("switch"))
    .or(main.getByRole("link"))
    .or(main.locator("input[type=file]"))
    .evaluateAll((elements) =>
      elements.map(
        (element) => element.getAttribute("aria-label") ?? element.textContent,
      ),
    );
  return names.filter((name) => CHANGES.test(name.trim()));
}

const PLUGIN = `/plugins/${encodeURIComponent(ONE)}`;
const PAGES = [
  "/plugins",
  "/plugins/activity",
  "/plugins/marketplace",
  "/plugins/install?way=npm",
  "/plugins/install?way=upload",
  "/plugins/install?directory=/opt/plugins/a",
  PLUGIN,
  ...["settings", "versions", "permissions", "history", "logs"].map(
    (tab) => `${PLUGIN}/${tab}`,
  ),
];

async function open(address: string): Promise<void> {
  const answered = page.waitForResponse(/plugin-manager\/v1\/access/);
  await page.goto(portal.url + address);
  await answered;
  await page.waitForLoadState("networkidle");
  await page.getByRole("main").waitFor();
}

describe("a user whom the policy allows nothing", () => {
  beforeAll(() => allow("deny"));
  afterAll(() => page?.context().close());

  it("gets 403 from every route of the API's description", async () => {
    const guarded = operations.filter(({ permission }) => permission !== null);
    expect(guarded.length).toBe(operations.length - 1);
    const answered = await statuses();
    const refused = [...answered].map(([{ operationId }, status]) => [
      operationId,
      status,
    ]);
    expect(refused).toEqual(
      guarded.map(({ operationId }) => [operationId, "403 MANAGE_FORBIDDEN"]),
    );
  });

  it.each(PAGES)("sees no button and no switch at %s", async (address) => {
    await open(address);
    expect(await changesOffered()).toEqual([]);
    expect(await page.getByRole("form").count()).toBe(0);
  });

  it("is told so, on an accessible page", async () => {
    await open("/plugins");
    await page.getByText("You can look, not change").waitFor();
    await keepScreenshot(page, "denied");
    expect(await page.getByRole("article").count()).toBe(0);
    const examiner = new Examiner(page, "light");
    expect(await examiner.look("denied")).toEqual([]);
  });
});

describe("a user who may look", () => {
  beforeAll(() => allow("look"));
  afterAll(() => page?.context().close());

  it("gets 403 from every route that changes or tells more", async () => {
    for (const [{ operationId, permission }, status] of await statuses()) {
      const isRefused = status.includes("MANAGE_FORBIDDEN");
      expect({ operationId, isRefused }).toEqual({
        operationId,
        isRefused: permission !== "read",
      });
    }
  });

  it.each(PAGES)("sees no button and no switch at %s", async (address) => {
    await open(address);
    expect(await changesOffered()).toEqual([]);
  });

  it("sees the plugins", async () => {
    await open("/plugins");
    await page.getByRole("article", { name: OTHER }).waitFor();
    await keepScreenshot(page, "denied-look");
  });
});

describe("a user to whom the policy's conditions apply", () => {
  beforeAll(() => allow("conditional"));
  afterAll(() => page?.context().close());

  it("sees only the plugins that the conditions let pass", async () => {
    await open("/plugins");
    await page.getByRole("article", { name: ONE }).waitFor();
    const cards = page.getByRole("article");
    const names = await cards.evaluateAll((elements) =>
      elements.map((element) => element.getAttribute("aria-label")),
    );
    expect(names.sort()).toEqual([ONE, "@acme/policy", "@acme/policy-switch"]);
    await keepScreenshot(page, "denied-conditional");
    await open(`/plugins/${OTHER}`);
    await page.getByRole("alert").filter({ hasText: OTHER }).waitFor();
    expect(await changesOffered()).toEqual([]);
  });

  it("switches what the conditions let pass, and nothing else", async () => {
    await open("/plugins");
    const card = (name: string) =>
      page.getByRole("article", { name, exact: true });
    await card("@acme/policy-switch").getByRole("switch").click();
    await card("@acme/policy-switch").getByText("MANAGE_FORBIDDEN").waitFor();
    await card(ONE).getByRole("switch").click();
    const stateOf = async () => {
      // The mode is the process's, and each generation has a process of its own.
      await setPolicy(portal, "conditional");
      return (await portal.plugins()).get(ONE)?.status.state;
    };
    await expect.poll(stateOf, { timeout: 60_000 }).toBe("disabled");
  });

  it("is offered nothing that no condition allows", async () => {
    await open(PLUGIN);
    await page.getByRole("switch").waitFor();
    expect(await changesOffered()).toEqual([expect.stringMatching(/^Enable/)]);
  });
});
