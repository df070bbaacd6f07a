import { execFileSync } from "node:child_process";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import { keepScreenshot, openPortal } from "./openPortal.ts";
import { bundled, type Portal, startPortal } from "./startPortal.ts";

const HOMEPAGE = "@veecode-platform/plugin-veecode-homepage-dynamic";
const ABOUT = "@veecode-platform/backstage-plugin-about-backend-dynamic";
const OCM = "@janus-idp/backstage-plugin-ocm-backend-dynamic";
const KEYCLOAK = "@janus-idp/backstage-plugin-keycloak-backend-dynamic";
const RADAR = "@backstage-community/plugin-tech-radar";
const TODO = "@backstage-community/plugin-todo-backend";
const THREESCALE = "@janus-idp/backstage-plugin-3scale-backend-dynamic";

let portal: Portal;
let browser: Browser;

beforeAll(async () => {
  const registry = execFileSync("npm", ["config", "get", "registry"], {
    encoding: "utf8",
  });
  [portal, browser] = await Promise.all([
    startPortal({
      plugins: [
        {
          package: `${HOMEPAGE}@1.1.0`,
          pluginConfig: {
            dynamicPlugins: {
              frontend: {
                "veecode-platform.plugin-veecode-homepage": {
                  dynamicRoutes: [
                    {
                      path: "/veecode",
                      importName: "VeecodeHomepagePage",
                      menuItem: { text: "VeeCode", icon: "home" },
                    },
                  ],
                },
              },
            },
          },
        },
        { package: `${ABOUT}@1.1.0` },
        { package: `${OCM}@4.0.11` },
        { package: `${KEYCLOAK}@2.0.8` },
        { package: `${THREESCALE}@1.8.1` },
        { package: RADAR, with: "family" },
        { package: TODO },
        { package: bundled("home") },
      ],
      config: { techRadar: { url: "http://localhost:9/radar.json" } },
      files: { ".npmrc": `registry=${registry}` },
    }),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
});

describe("packages that others published, unmodified", () => {
  it("runs a backend that was exported for another portal", async () => {
    const report = (await portal.plugins()).get(ABOUT);
    expect(report).toMatchObject({
      version: "1.1.0",
      source: "npm",
      status: { state: "active" },
    });
    expect(report?.warnings.map(({ code }) => code)).toContain(
      "VERIFY_INCOMPATIBLE",
    );
    expect((await portal.fetch("/api/about/info")).status).toBe(200);
  });

  it("runs a remote of the old frontend system at a configured route", async () => {
    expect((await portal.plugins()).get(HOMEPAGE)).toMatchObject({
      parts: { frontend: true, backend: false },
      status: { state: "active" },
    });
    const { page } = await openPortal(browser, `${portal.url}/veecode`);
    await page.getByText("Welcome back").first().waitFor();
    await keepScreenshot(page, "veecode-homepage");
    await page.getByRole("link", { name: "VeeCode" }).first().waitFor();
    await page.context().close();
  });

  it("runs a frontend and its backend as they are on npm, by one name", async () => {
    const plugins = await portal.plugins();
    expect(plugins.get(RADAR)).toMatchObject({
      parts: { frontend: true, backend: false },
      status: { state: "active" },
    });
    expect(plugins.get(`${RADAR}-backend`)).toMatchObject({
      parts: { frontend: false, backend: true },
      status: { state: "active" },
    });
    const { page } = await openPortal(browser, `${portal.url}/tech-radar`);
    await page.getByText("Company Radar").waitFor();
    await page.getByText("Docs-like-code").waitFor();
    await keepScreenshot(page, "tech-radar");
    await page.context().close();
  });

  it("runs a backend as it is on npm, with the dependencies that it asks for", async () => {
    expect((await portal.plugins()).get(TODO)).toMatchObject({
      status: { state: "active" },
    });
    const answer = await portal.fetch("/api/todo/v1/todos?entity=nonsense");
    expect(answer.status).toBe(400);
  });

  it("names a broken publish as such", async () => {
    expect((await portal.plugins()).get(OCM)?.status).toMatchObject({
      state: "failed",
      reason: {
        code: "VERIFY_ENTRY_MISSING",
        message: expect.stringContaining("broken publish"),
      },
    });
  });

  it("judges packages for Backstage 1.28 by what they need, with both versions", async () => {
    const plugins = await portal.plugins();
    expect(plugins.get(KEYCLOAK)?.status).toMatchObject({
      state: "failed",
      reason: {
        code: "VERIFY_INCOMPATIBLE",
        message: expect.stringMatching(
          /plugin-catalog-node \^1\.\S+, the portal has 2\./,
        ),
      },
    });
    expect(plugins.get(THREESCALE)?.status).toMatchObject({ state: "failed" });
  });
});
