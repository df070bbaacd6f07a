import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import { buildFixture } from "./fixtures/buildFixture.ts";
import { keepScreenshot, openPortal } from "./openPortal.ts";
import { bundled, type Portal, startPortal } from "./startPortal.ts";

let portal: Portal;
let browser: Browser;

beforeAll(async () => {
  const fragile = await buildFixture("fragile");
  [portal, browser] = await Promise.all([
    startPortal({
      plugins: [
        ...["home", "header", "links", "links-backend", "status"].map(
          (name) => ({ package: bundled(name) }),
        ),
        { package: fragile },
      ],
    }),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
});

describe("a portal with its bundled plugins", () => {
  it("runs every one of them", async () => {
    const plugins = await portal.plugins();
    expect([...plugins.keys()].sort()).toEqual([
      "@example/plugin-fragile",
      "@flyloft/plugin-header",
      "@flyloft/plugin-home",
      "@flyloft/plugin-links",
      "@flyloft/plugin-links-backend",
      "@flyloft/plugin-status",
    ]);
    for (const plugin of plugins.values()) {
      expect(plugin.status, plugin.name).toEqual({ state: "active" });
    }
  });

  it("shows a home page with cards of two plugins, without an error in the console", async () => {
    const { page, problems } = await openPortal(browser, portal.url);
    await page.getByText("Starred").first().waitFor();
    await page.getByText("Team links").first().waitFor();
    await keepScreenshot(page, "home");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("shows the route of a third plugin, reached through the navigation", async () => {
    const { page, problems } = await openPortal(browser, portal.url);
    await page.getByRole("link", { name: "Status" }).first().click();
    await page.getByRole("heading", { name: /Portal status/i }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/status");
    await keepScreenshot(page, "status");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("keeps a link that a user adds, also over a restart", async () => {
    const created = await portal.fetch("/api/links", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        title: "Runbooks",
        url: "https://example.org/runbooks",
      }),
    });
    expect(created.status).toBe(201);
    await portal.stop();
    portal = await startPortal({
      folder: portal.folder,
      plugins: ["home", "links", "links-backend"].map((name) => ({
        package: bundled(name),
      })),
    });
    const { page } = await openPortal(browser, `${portal.url}/links`);
    await page.getByRole("link", { name: "Runbooks" }).first().waitFor();
    await keepScreenshot(page, "links");
    await page.context().close();
  });
});

describe("an extension that throws while it renders", () => {
  it("shows a panel with Retry in its place, and the shell stays usable", async () => {
    const fragile = await buildFixture("fragile");
    const broken = await startPortal({
      plugins: [{ package: fragile }, { package: bundled("home") }],
    });
    try {
      const { page } = await openPortal(browser, `${broken.url}/fragile`);
      const retry = page.getByRole("button", { name: "Retry" });
      await retry.waitFor();
      await keepScreenshot(page, "error-panel");
      expect(await page.textContent("body")).toContain("fragile");
      await page.getByRole("link", { name: "Home" }).first().waitFor();
      await page.evaluate(() => (document.body.dataset["glue"] = "yes"));
      await retry.click();
      await page.getByRole("heading", { name: "The vase stands" }).waitFor();
    } finally {
      await broken.stop();
    }
  });
});
