import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import {
  startVerdaccio,
  type VerdaccioService,
} from "../scripts/services/startVerdaccio.ts";
import { Examiner } from "./accessibility/Examiner.ts";
import { catalogOf, writeShowcase } from "./accessibility/writeShowcase.ts";
import { writeOffender } from "./fixtures/writeOffender.ts";
import { openPortal } from "./openPortal.ts";
import {
  bundled,
  type Portal,
  type PortalConfig,
  startPortal,
} from "./startPortal.ts";

const temp = makeTempFolder("accessibility");
const folder = path.join(temp.path, "portal");
const roots = path.join(folder, "plugins");
mkdirSync(roots, { recursive: true });
const sources = writeShowcase(path.join(temp.path, "sources"));
const offered = writeShowcase(roots);
const RADAR = "@acme/radar-backend";
const CRASHING = "@example/plugin-exits-later";
const HOME = "@flyloft/plugin-home";

let registry: VerdaccioService;
let portal: Portal;
let browser: Browser;
const seen: object[] = [];
const lesser = new Map<string, number>();

const configOf = (management: object): PortalConfig => ({
  plugins: [
    { package: bundled("home") },
    { package: `${RADAR}@1.0.0`, pluginConfig: { radar: { name: "Acme" } } },
    { package: sources.disabled },
    { package: sources.failed },
    { package: sources.locked, locked: true },
    { package: writeOffender("exits-later"), isolation: "process" },
  ],
  dynamicPlugins: {
    management: { directories: ["./plugins"], ...management },
    marketplace: {
      catalogs: [
        { title: "Acme", file: "./catalog.yaml" },
        { npm: { keywords: ["backstage-plugin"] } },
        { id: "lost", title: "Lost", file: "./lost.yaml" },
      ],
    },
  },
});
const ADMINISTRATOR = { administrators: ["user:development/guest"] };

beforeAll(async () => {
  for (const id of ["light", "dark"]) offered.slow(id);
  registry = await startVerdaccio();
  for (const version of ["1.0.0", "1.1.0"]) {
    await registry.publish(sources.radar(version));
  }
  writeFileSync(path.join(folder, ".npmrc"), registry.npmrc());
  writeFileSync(
    path.join(folder, "catalog.yaml"),
    catalogOf("@acme/radar-backend@1.1.0"),
  );
  [portal, browser] = await Promise.all([
    startPortal({ ...configOf(ADMINISTRATOR), folder }),
    launchChromium(),
  ]);
  await disable("@acme/ledger-backend");
  await crash();
});

afterAll(async () => {
  console.table(seen);
  console.table(Object.fromEntries(lesser));
  await browser?.close();
  await portal?.stop();
  await registry?.stop();
  temp.remove();
});

async function disable(name: string): Promise<void> {
  const place = `/api/plugin-manager/v1/plugins/${encodeURIComponent(name)}`;
  await portal.fetch(`${place}/disable`, { method: "POST" });
  await vi.waitFor(
    async () => {
      const state = (await portal.plugins()).get(name)?.status.state;
      if (state !== "disabled") throw new Error(`${name} is ${state}.`);
    },
    { timeout: 60_000, interval: 500 },
  );
}

/** Until the isolated plugin is left alone for a while. */
function crash(): Promise<void> {
  return vi.waitFor(
    async () => {
      await portal.fetch("/api/exits-later/misbehave").catch(() => undefined);
      const { status } = (await portal.plugins()).get(CRASHING) ?? {};
      const retryAt = status?.state === "restarting" ? status.retryAt : "";
      if (Date.parse(retryAt) - Date.now() > 60_000) return;
      throw new Error(`${CRASHING} is ${status?.state}.`);
    },
    { timeout: 60_000, interval: 500 },
  );
}

const pageOf = (name: string, tab = "") =>
  `/plugins/${encodeURIComponent(name)}${tab && `/${tab}`}`;
const installOf = (choice: Record<string, string>) =>
  `/plugins/install?${new URLSearchParams(choice)}`;

interface View {
  readonly name: string;
  readonly path: string;
  /** Waits until it is all there, and brings it into the state that is meant. */
  readonly reach: (page: Page, theme: string) => Promise<unknown>;
}

const text = (wanted: string | RegExp) => (page: Page) =>
  page.getByText(wanted).first().waitFor();
const dialog = (button: string) => async (page: Page) => {
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.getByRole("dialog").waitFor();
  await page.getByText("Working out what changes").waitFor({
    state: "detached",
  });
};

const VIEWS: readonly View[] = [
  {
    name: "installed",
    path: "/plugins",
    reach: async (page) => {
      await page.getByRole("article", { name: CRASHING }).waitFor();
      await page.getByText("1.1.0").first().waitFor();
    },
  },
  {
    name: "installed, nothing found",
    path: "/plugins?q=nothing-has-this-name",
    reach: text("No plugin matches"),
  },
  { name: "overview", path: pageOf(RADAR), reach: text("A quotation") },
  {
    name: "failed plugin",
    path: pageOf("@acme/lantern-backend"),
    reach: text("the lantern is broken"),
  },
  {
    name: "restarting plugin",
    path: pageOf(CRASHING),
    reach: async (page) => {
      // Each generation begins with it anew.
      await crash();
      await page.reload();
      await page.getByRole("button", { name: /retry|start/i }).waitFor();
    },
  },
  {
    name: "locked plugin",
    path: pageOf("@acme/vault-backend"),
    reach: (page) => page.getByRole("switch").focus(),
  },
  {
    name: "disabled plugin",
    path: pageOf("@acme/ledger-backend"),
    reach: text("A quotation"),
  },
  {
    name: "settings",
    path: pageOf(RADAR, "settings"),
    reach: (page) => page.getByRole("button", { name: "Save" }).waitFor(),
  },
  {
    name: "settings that are refused",
    path: pageOf(RADAR, "settings"),
    reach: async (page) => {
      await page.getByLabel(/limit/i).first().fill("99");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.locator("[aria-invalid=true]").first().waitFor();
    },
  },
  { name: "versions", path: pageOf(RADAR, "versions"), reach: text("1.1.0") },
  {
    name: "permissions",
    path: pageOf(RADAR, "permissions"),
    reach: text("ui.sidebar"),
  },
  {
    name: "history",
    path: pageOf(RADAR, "history"),
    reach: (page) => page.getByRole("heading", { level: 1 }).waitFor(),
  },
  {
    name: "logs",
    path: pageOf(RADAR, "logs"),
    reach: text("a blip is out of range"),
  },
  {
    name: "extensions",
    path: pageOf(HOME, "extensions"),
    reach: text(/page:home/),
  },
  {
    name: "no such plugin",
    path: pageOf("@acme/none"),
    reach: text("can’t be shown"),
  },
  {
    name: "asking before enabling",
    path: pageOf("@acme/ledger-backend"),
    reach: async (page) => {
      await page.getByRole("switch").click();
      await page.getByRole("dialog").getByText("ui.sidebar").waitFor();
    },
  },
  {
    name: "asking before upgrading",
    path: pageOf(RADAR),
    reach: dialog("Upgrade to 1.1.0"),
  },
  {
    name: "asking before uninstalling",
    path: pageOf(RADAR),
    reach: dialog("Uninstall"),
  },
  {
    name: "install from npm",
    path: installOf({ way: "npm" }),
    reach: async (page) => {
      await page.getByLabel("Search npm").fill("radar");
      await page.getByRole("list", { name: "Found in npm" }).waitFor();
    },
  },
  {
    name: "install from OCI",
    path: installOf({ way: "oci" }),
    reach: (page) => page.getByLabel("OCI reference").waitFor(),
  },
  {
    name: "install from an archive, refused",
    path: installOf({ way: "upload" }),
    reach: async (page) => {
      await page.locator("input[type=file]").setInputFiles({
        name: "page.zip",
        mimeType: "application/zip",
        buffer: Buffer.from("<!DOCTYPE html>".padEnd(2000)),
      });
      await page.getByText("FETCH_NOT_AN_ARCHIVE").waitFor();
    },
  },
  {
    name: "install from a directory",
    path: installOf({ way: "directory" }),
    reach: (page) =>
      page.getByRole("list", { name: "Directories with plugins" }).waitFor(),
  },
  {
    name: "plan",
    path: "/plugins/install",
    reach: async (page, theme) => {
      const directory = path.join(roots, `${theme}-1.0.0`);
      await page.goto(portal.url + installOf({ directory }));
      await text("Where its backend code runs")(page);
    },
  },
  {
    name: "plan that is impossible",
    path: installOf({ reference: "@acme/not-published" }),
    reach: (page) =>
      page
        .getByText(/^[A-Z]+_[A-Z_]+$/)
        .first()
        .waitFor(),
  },
  {
    name: "job under way",
    path: "/plugins",
    reach: async (page, theme) => {
      const directory = path.join(roots, `${theme}-1.0.0`);
      await page.goto(portal.url + installOf({ directory }));
      await page.getByRole("button", { name: "Install", exact: true }).click();
      await page.getByRole("progressbar").waitFor();
      await page.getByText(/^\d+ steps?$/).click();
    },
  },
  {
    name: "job that is done",
    path: "/plugins",
    reach: async (page) => {
      const response = await portal.fetch("/api/plugin-manager/v1/jobs");
      const { items } = (await response.json()) as { items: { id: string }[] };
      await page.goto(`${portal.url}/plugins/install?job=${items[0]?.id}`);
      await page
        .getByRole("button", { name: "Dismiss" })
        .waitFor({ timeout: 60_000 });
    },
  },
  {
    name: "marketplace",
    path: "/plugins/marketplace",
    reach: text("Tells where the ships are"),
  },
  {
    name: "marketplace entry",
    path: "/plugins/marketplace/catalog/%40acme%2Fbeacon-backend",
    reach: text("Tells where the ships are"),
  },
  {
    name: "marketplace entry of npm",
    path: `/plugins/marketplace/npm/${encodeURIComponent(RADAR)}`,
    reach: text("1.1.0"),
  },
  {
    name: "activity",
    path: "/plugins/activity",
    reach: (page) => page.getByRole("heading", { name: "Changes" }).waitFor(),
  },
];

async function examine(
  theme: "light" | "dark",
  views: readonly View[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const options = { colorScheme: theme, reducedMotion: "reduce" } as const;
  const { page } = await openPortal(browser, portal.url, options);
  page.setDefaultTimeout(20_000);
  const examiner = new Examiner(page, theme);
  const wrong: Record<string, readonly string[]> = {};
  for (const { name, path: address, reach } of views) {
    await page.goto(portal.url + address);
    try {
      await reach(page, theme);
      await page.locator(`[data-theme-mode="${theme}"]`).first().waitFor();
      const found = await examiner.look(name);
      if (found.length > 0) wrong[name] = found;
    } catch (error) {
      wrong[name] = [`can't be reached: ${(error as Error).message}`];
    }
  }
  await page.context().close();
  seen.push(...examiner.seen);
  for (const { rule, impact } of examiner.findings) {
    const key = `${impact} ${rule}`;
    lesser.set(key, (lesser.get(key) ?? 0) + 1);
  }
  return wrong;
}

describe("to those who can't see well, or at all", { timeout: 400_000 }, () => {
  it.each(["light", "dark"] as const)(
    "every page and state is accessible, in the %s theme, on a screen of any width",
    async (theme) => {
      expect(await examine(theme, VIEWS)).toEqual({});
    },
  );
});

/** What the focus is on, in words that tell things apart. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "";
    const all = [...document.querySelectorAll("*")];
    return `${all.indexOf(element)} ${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent.slice(0, 40)}`;
  });

/** What can be pressed, followed or filled in, and has a place of its own in the order of the Tab key. */
const reachable = (page: Page) =>
  page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    const wanted =
      "a[href], button, input, select, textarea, summary, [role=switch], [tabindex]";
    return (
      [...document.querySelectorAll<HTMLElement>(wanted)]
        .filter((element) => {
          const isHidden = !element.checkVisibility({
            visibilityProperty: true,
          });
          const isOff = element.matches(
            ":disabled, [inert] *, [aria-hidden=true] *",
          );
          return !isHidden && !isOff && element.tabIndex >= 0;
        })
        // Of radio buttons that belong together one is reached, and the arrow keys do the rest.
        .filter(
          (element) => !element.matches("input[type=radio]:not(:checked)"),
        )
        .map(
          (element) =>
            `${all.indexOf(element)} ${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent.slice(0, 40)}`,
        )
    );
  });

async function tabThrough(page: Page, most: number): Promise<Set<string>> {
  const reached = new Set<string>();
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now !== "" && reached.has(now)) break;
    reached.add(now);
  }
  return reached;
}

describe("with a keyboard alone", { timeout: 180_000 }, () => {
  let page: Page;

  beforeAll(async () => {
    ({ page } = await openPortal(browser, `${portal.url}/plugins`));
    page.setDefaultTimeout(20_000);
  });

  afterAll(() => page?.context().close());

  it.each(
    VIEWS.filter(({ name }) =>
      /^(installed|settings|permissions|plan|marketplace|activity|install from directory|install from npm)$/.test(
        name,
      ),
    ),
  )("everything on the page '$name' is reached", async (view) => {
    await page.goto(portal.url + view.path);
    // Installed by now, in both themes' names.
    if (view.name === "plan") offered.slow("plain");
    await view.reach(page, view.name === "plan" ? "plain" : "light");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    const wanted = await reachable(page);
    const reached = await tabThrough(page, wanted.length + 20);
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.filter((name) => !reached.has(name))).toEqual([]);
  });

  it("a dialog keeps the focus, closes with Escape, and gives the focus back", async () => {
    await page.goto(portal.url + pageOf(RADAR));
    const button = page.getByRole("button", { name: "Uninstall", exact: true });
    await button.focus();
    const before = await focused(page);
    await page.keyboard.press("Enter");
    const box = page.getByRole("dialog");
    await box.waitFor();
    await page.getByText("Working out what changes").waitFor({
      state: "detached",
    });
    for (const key of ["Tab", "Shift+Tab"]) {
      for (let presses = 0; presses < 8; presses += 1) {
        await page.keyboard.press(key);
        const isInside = await box.evaluate((element) =>
          element.contains(document.activeElement),
        );
        expect(isInside).toBe(true);
      }
    }
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toBe(before);
  });

  it("a switch that is locked tells why when it has the focus", async () => {
    await page.goto(portal.url + pageOf("@acme/vault-backend"));
    const toggle = page.getByRole("switch");
    await toggle.focus();
    await page.getByRole("tooltip").waitFor();
    const reason = await page.getByRole("tooltip").innerText();
    expect(reason).toContain("locked: true");
    await page.keyboard.press("Space");
    expect(await toggle.getAttribute("aria-checked")).toBe("true");
  });

  it("a switch is switched with Space", async () => {
    await page.goto(portal.url + pageOf(HOME));
    const toggle = page.getByRole("switch");
    await toggle.focus();
    await page.keyboard.press("Space");
    await page.locator("[role=switch][aria-checked=false]").waitFor();
    const isOff = async () =>
      (await portal.plugins()).get(HOME)?.status.state === "disabled";
    await expect.poll(isOff, { timeout: 60_000 }).toBe(true);
  });
});

describe("to those who may only look", { timeout: 300_000 }, () => {
  const LOOKS = [
    "installed",
    "overview",
    "settings",
    "versions",
    "permissions",
  ];
  const views = VIEWS.filter(({ name }) => LOOKS.includes(name)).map(
    (view) => ({
      ...view,
      name: `${view.name}, only to look at`,
      reach: (page: Page) => page.getByRole("heading", { level: 1 }).waitFor(),
    }),
  );

  it.each([
    [
      "in a portal that follows its files",
      { ...ADMINISTRATOR, readOnly: true },
    ],
    ["where nobody is an administrator", {}],
  ])("every page is accessible %s", async (_where, management) => {
    portal.configure(configOf(management));
    await portal.reload();
    for (const theme of ["light", "dark"] as const) {
      expect(await examine(theme, views)).toEqual({});
    }
  });
});
