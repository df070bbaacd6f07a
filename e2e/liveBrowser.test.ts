import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import { buildVersion } from "./fixtures/buildVersion.ts";
import { keepScreenshot, type OpenPage, openPortal } from "./openPortal.ts";
import { bundled, type Portal, startPortal } from "./startPortal.ts";

const SHELL = ["home", "header"].map((name) => ({ package: bundled(name) }));
const STATUS = { package: bundled("status") };

let portal: Portal;
let browser: Browser;
let radar: { readonly package: string };
let newerRadar: { readonly package: string };
let mismatched: { readonly package: string };

beforeAll(async () => {
  const [older, newer, odd] = await Promise.all([
    buildVersion("radar", "2.0.0"),
    buildVersion("radar", "2.1.0"),
    buildVersion("mismatched", "1.0.0"),
  ]);
  radar = { package: older };
  newerRadar = { package: newer };
  mismatched = { package: odd };
  [portal, browser] = await Promise.all([
    startPortal({ plugins: SHELL }),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
});

/** Saves another configuration, as a platform engineer would, and waits for nothing. */
function configure(
  plugins: readonly Readonly<Record<string, unknown>>[],
  config?: Readonly<Record<string, unknown>>,
): void {
  portal.configure({
    plugins: [...SHELL, ...plugins],
    ...(config && { config }),
  });
}

/** The page is the one that was opened, not one that was loaded again. */
const mark = (page: Page) =>
  page.evaluate(() => Object.assign(window, { unloaded: "no" }));
const isMarked = (page: Page) => page.evaluate(() => "unloaded" in window);

/** A page of a portal that has only these plugins beside the shell's, so far. */
async function openWith(
  plugins: readonly Readonly<Record<string, unknown>>[],
  path = "/",
): Promise<OpenPage> {
  configure(plugins);
  await portal.reload();
  const open = await openPortal(browser, portal.url + path);
  await link(open.page, "Home").waitFor();
  await mark(open.page);
  return open;
}

/** Waits until new pages get this version of a remote. */
async function served(page: Page, version: string): Promise<void> {
  await page.waitForFunction(async (wanted) => {
    const response = await fetch("/.flyloft/portal.json");
    const { portal: described } = (await response.json()) as {
      portal: { remotes: { version: string }[] };
    };
    return described.remotes.some((remote) => remote.version === wanted);
  }, version);
}

const link = (page: Page, name: string) =>
  page.getByRole("link", { name }).first();

describe("a page that is open while the portal changes", () => {
  it("shows the navigation and the card of a plugin that is added, and drops them when it is removed", async () => {
    const { page, problems } = await openWith([]);
    await page.getByText("Get going").waitFor();
    expect(await page.getByText("A blip in the north").count()).toBe(0);

    configure([radar]);
    await link(page, "Radar").waitFor();
    await page.getByText("A blip in the north").waitFor();
    await keepScreenshot(page, "live-added");

    configure([]);
    await link(page, "Radar").waitFor({ state: "detached" });
    await page.getByText("A blip in the north").waitFor({ state: "detached" });
    expect(await isMarked(page)).toBe(true);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("stays where the user is, at the same place", async () => {
    const { page } = await openWith([radar], "/radar");
    await page.getByText("Version 2.0.0").waitFor();
    await page.evaluate(() => window.scrollTo(0, 700));
    await link(page, "Radar").focus({ timeout: 5_000 });
    await page.evaluate(() => window.scrollTo(0, 700));

    configure([radar, STATUS]);
    await link(page, "Portal status").waitFor();
    await page.getByText("Version 2.0.0").waitFor();
    await page.waitForFunction(() => window.scrollY === 700);
    await page.waitForFunction(() =>
      document.activeElement?.textContent.includes("Radar"),
    );
    expect(new URL(page.url()).pathname).toBe("/radar");
    expect(await isMarked(page)).toBe(true);
    await page.context().close();
  });

  it("keeps what is typed into a form, and shows the change with the next page", async () => {
    const { page } = await openWith([radar], "/radar");
    await page.getByLabel("New blip").fill("half a thought");

    configure([radar, STATUS]);
    await page.getByRole("button", { name: "Show now" }).waitFor();
    await keepScreenshot(page, "live-waiting");
    expect(await page.getByLabel("New blip").inputValue()).toBe(
      "half a thought",
    );
    expect(await link(page, "Portal status").count()).toBe(0);

    await link(page, "Home").click();
    await link(page, "Portal status").waitFor();
    expect(await page.getByRole("button", { name: "Show now" }).count()).toBe(
      0,
    );
    expect(await isMarked(page)).toBe(true);
    await page.context().close();
  });

  it("waits while a dialog is open", async () => {
    const { page } = await openWith([radar]);
    await page.evaluate(() => {
      const dialog = document.createElement("dialog");
      dialog.textContent = "Really?";
      document.body.append(dialog);
      dialog.showModal();
    });
    configure([]);
    await page.getByText("They show when you go to another page").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Show now" }).click();
    await link(page, "Radar").waitFor({ state: "detached" });
    await page.context().close();
  });

  it("follows without its event stream too, a little later", async () => {
    const { page } = await openWith([]);
    await page.route("**/.flyloft/events", (route) =>
      route.fulfill({ status: 502, body: "a proxy that knows no streams" }),
    );
    await page.reload();
    await page.getByText("Get going").waitFor();
    await mark(page);
    configure([radar]);
    await link(page, "Radar").waitFor({ timeout: 60_000 });
    expect(await isMarked(page)).toBe(true);
    await page.context().close();
  });

  it("shows the change at once to who asks for it", async () => {
    const { page } = await openWith([radar], "/radar");
    await page.getByLabel("New blip").fill("let go");
    configure([radar, STATUS]);
    await page.getByRole("button", { name: "Show now" }).click();
    await link(page, "Portal status").waitFor();
    expect(await isMarked(page)).toBe(true);
    await page.context().close();
  });

  it("says of the page of a removed plugin what happened, and leads home", async () => {
    const { page } = await openWith([radar], "/radar");
    await page.getByText("Version 2.0.0").waitFor();
    configure([]);
    await page
      .getByRole("heading", {
        name: "This page’s plugin was removed or disabled",
      })
      .waitFor();
    await keepScreenshot(page, "live-removed");
    await link(page, "Go to the start page").click();
    await page.getByText("Get going").waitFor();
    expect(await isMarked(page)).toBe(true);
    await page.context().close();
  });

  it("offers to be loaded again where the plugin of the open page was upgraded, and only there", async () => {
    const { page } = await openWith([radar], "/radar");
    await page.getByText("Version 2.0.0").waitFor();
    configure([newerRadar]);
    const notice = page.getByText(
      "Radar was updated to 2.1.0. Reload to use it.",
    );
    await notice.waitFor();
    await keepScreenshot(page, "live-updated");
    await link(page, "Home").click();
    await notice.waitFor({ state: "detached" });
    expect(await isMarked(page)).toBe(true);

    await link(page, "Radar").click();
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByText("Version 2.1.0").waitFor();
    expect(await isMarked(page)).toBe(false);
    await page.context().close();
  });

  it("shows the version it was opened with, and offers the new one, where the page is opened after the upgrade", async () => {
    const { page, problems } = await openWith([radar]);
    await page.getByText("Get going").waitFor();
    configure([newerRadar]);
    await served(page, "2.1.0");
    await link(page, "Radar").click();
    await page.getByText("Version 2.0.0").waitFor();
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByText("Version 2.1.0").waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("offers the same where no kept generation has the version that the page was opened with", async () => {
    const forgetful = { dynamicPlugins: { generations: { keep: 1 } } };
    const { page } = await openWith([radar]);
    await page.getByText("Get going").waitFor();
    configure([newerRadar]);
    await served(page, "2.1.0");
    portal.configure({ plugins: [...SHELL, newerRadar], ...forgetful });
    await portal.reload();
    portal.configure({
      plugins: [...SHELL, newerRadar, mismatched],
      ...forgetful,
    });
    await portal.reload();
    await link(page, "Radar").click();
    await page.getByRole("button", { name: "Reload" }).first().click();
    await page.getByText("Version 2.1.0").waitFor();
    await page.context().close();
  });

  it("takes a new configuration over", async () => {
    const { page } = await openWith([radar], "/radar");
    await page.getByText("Version 2.0.0").waitFor();
    configure([radar], {
      app: {
        title: "Flyloft",
        baseUrl: portal.url,
        extensions: [{ "page:radar": false }],
      },
    });
    await link(page, "Radar").waitFor({ state: "detached" });
    expect(await isMarked(page)).toBe(true);
    await page.context().close();
  });
});

describe("the Plugins page", () => {
  it("follows the generations, and says of a change that was not taken over why", async () => {
    const { page, problems } = await openWith([], "/plugins");
    const generation = page.getByLabel("Portal").locator("dd").first();
    const before = Number(await generation.textContent());
    configure([radar]);
    await page
      .getByRole("article", { name: "@example/plugin-radar" })
      .waitFor();
    expect(Number(await generation.textContent())).toBeGreaterThan(before);

    configure([radar, { package: "./not/there" }]);
    const banner = page.getByRole("region", {
      name: "The last change was not taken over",
    });
    await banner.getByText("RESOLVE_PATH_NOT_FOUND").waitFor();
    await banner.getByText(/app-config\.yaml:\d+/).waitFor();
    await keepScreenshot(page, "live-rejected");
    expect(await isMarked(page)).toBe(true);
    expect(problems).toEqual([]);

    configure([radar]);
    await page.context().close();
  });
});

describe("the code of a plugin's page", () => {
  it("is fetched when the page is opened, not before", async () => {
    const { page } = await openWith([radar]);
    const fetched: string[] = [];
    page.on("request", (request) => fetched.push(request.url()));
    await page.reload();
    await page.getByText("A blip in the north").waitFor();
    const chunks = () =>
      fetched
        .filter((url) => url.includes("/.flyloft/remotes/"))
        .map((url) => /static\/([a-z-]+)/.exec(url)?.[1]);
    expect(chunks()).toContain("radar-card");
    expect(chunks()).not.toContain("radar-page");
    await link(page, "Radar").click();
    await page.getByText("Version 2.0.0").waitFor();
    expect(chunks()).toContain("radar-page");
    await page.context().close();
  });
});

describe("a remote that is made for other versions of what it shares", () => {
  it("gets the portal's copy of a singleton, uses its own of the rest, and the administrator is told of both", async () => {
    const { page, problems } = await openWith(
      [mismatched, radar],
      "/mismatched",
    );
    await page.getByText("React 18.3.1, a catalog of the year 99").waitFor();
    const report = (await portal.plugins()).get("@example/plugin-mismatched");
    expect(report?.status).toEqual({ state: "active" });
    const told = report?.warnings.map(({ code, message }) => [code, message]);
    expect(told).toEqual([
      [
        "VERIFY_SHARED_MISMATCH",
        expect.stringMatching(
          /react \^18\.99\.0, the portal shares 18\.3\.1, and that copy is what they get/,
        ),
      ],
      [
        "VERIFY_SHARED_MISMATCH",
        expect.stringMatching(
          /@backstage\/catalog-model \^99\.0\.0, the portal shares 1\.10\.1; they use a copy of their own/,
        ),
      ],
    ]);
    // Nobody else is given that copy.
    await link(page, "Radar").click();
    await page.getByText("of the namespace default").waitFor();
    await link(page, "Plugins").click();
    await page.getByText("VERIFY_SHARED_MISMATCH").first().waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
