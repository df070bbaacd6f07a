import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import { writeOffender } from "./fixtures/writeOffender.ts";
import { keepScreenshot, openPortal } from "./openPortal.ts";
import { bundled, type Portal, startPortal } from "./startPortal.ts";

let portal: Portal;
let browser: Browser;

beforeAll(async () => {
  const broken = ["throws-at-import", "rejects-in-init", "never-resolves"].map(
    writeOffender,
  );
  [portal, browser] = await Promise.all([
    startPortal({
      plugins: [
        { package: bundled("header") },
        { package: bundled("status"), enabled: false },
        ...broken.map((folder) => ({ package: folder })),
        { package: "./not/there" },
      ],
      files: { "catalog.yaml": CATALOG },
      config: {
        backend: { startup: { deadline: "12s" } },
        catalog: {
          rules: [{ allow: ["Component", "System", "API", "Group", "User"] }],
          locations: [{ type: "file", target: "./catalog.yaml" }],
        },
      },
    }),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
});

const CATALOG = `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ticket-booth, description: Sells tickets }
spec: { type: service, lifecycle: production, owner: front-of-house }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: front-of-house }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: guest, namespace: development }
spec: { memberOf: [front-of-house] }
`;

describe("the shell with plugins that fail", () => {
  it("says of each failed plugin why, and serves all else", async () => {
    // The portal serves before it gives up a plugin that is slow to start.
    await vi.waitUntil(
      async () =>
        [...(await portal.plugins()).values()].every(
          ({ status }) => status.state !== "starting",
        ),
      { timeout: 60_000, interval: 500 },
    );
    const plugins = await portal.plugins();
    const codes = Object.fromEntries(
      [...plugins].map(([name, { status }]) => [
        name,
        status.state === "failed" ? status.reason.code : status.state,
      ]),
    );
    expect(codes).toEqual({
      "@flyloft/plugin-header": "active",
      [bundled("status")]: "disabled",
      "@example/plugin-throws-at-import": "LOAD_THREW",
      "@example/plugin-rejects-in-init": "COMPOSE_INIT_FAILED",
      "@example/plugin-never-resolves": "COMPOSE_DEADLINE",
      "./not/there": "RESOLVE_PATH_NOT_FOUND",
    });
  });

  it("lists them on the Plugins page with reason and next step", async () => {
    const { page, problems } = await openPortal(
      browser,
      `${portal.url}/plugins`,
    );
    await page.getByText("the lantern is broken").first().waitFor();
    await page.getByText("COMPOSE_DEADLINE").first().waitFor();
    await page.getByText("no oil in the lamp").first().waitFor();
    await page.getByText("RESOLVE_PATH_NOT_FOUND").first().waitFor();
    await keepScreenshot(page, "plugins");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("shows the catalog and an entity's page", async () => {
    const { page, problems } = await openPortal(
      browser,
      `${portal.url}/catalog?filters[kind]=component&filters[user]=all`,
    );
    const entity = page.getByRole("link", { name: "ticket-booth" }).first();
    await entity.waitFor({ timeout: 60_000 });
    await keepScreenshot(page, "catalog");
    await entity.click();
    await page.getByText("Sells tickets").first().waitFor();
    await keepScreenshot(page, "entity");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("has settings, where the theme changes to dark and stays so", async () => {
    const { page, problems } = await openPortal(
      browser,
      `${portal.url}/settings`,
    );
    await page.getByRole("button", { name: /dark/i }).first().click();
    await page.waitForFunction(
      () => document.body.dataset.themeMode === "dark",
    );
    await page.reload();
    await page.getByRole("button", { name: /dark/i }).first().waitFor();
    await page.waitForFunction(
      () => document.body.dataset.themeMode === "dark",
    );
    await keepScreenshot(page, "settings-dark");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("answers an unknown route with a page that leads back", async () => {
    const { page } = await openPortal(browser, `${portal.url}/no/such/page`);
    await page
      .getByRole("heading", { name: "Nothing hangs here" })
      .first()
      .waitFor();
    await keepScreenshot(page, "not-found");
    await page.context().close();
  });
});
