import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import {
  startVerdaccio,
  type VerdaccioService,
} from "../scripts/services/startVerdaccio.ts";
import { keepScreenshot, openPortal } from "./openPortal.ts";
import { type Portal, startPortal } from "./startPortal.ts";

const PUBLISHED = path.join(import.meta.dirname, "fixtures/published");
const SHELF = "@example/plugin-shelf";
const LAMP = "@example/plugin-lamp";
const ENTITY = "/catalog/default/component";

const component = (name: string, annotations: string) => `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ${name}, annotations: { ${annotations} } }
spec: { type: service, lifecycle: production, owner: guests }
`;
const CATALOG = [
  component("reading-room", "example.com/shelf: novels"),
  component("corridor", ""),
].join("---");

let npm: VerdaccioService;
let portal: Portal;
let browser: Browser;

const plugins = [{ package: SHELF }, { package: LAMP }];
const config = {
  catalog: { locations: [{ type: "file", target: "./catalog.yaml" }] },
};

beforeAll(async () => {
  [npm, browser] = await Promise.all([
    startVerdaccio({ auth: false }),
    launchChromium(),
  ]);
  for (const name of ["shelf-common", "shelf", "lamp"]) {
    await npm.publish(path.join(PUBLISHED, name));
  }
  portal = await startPortal({
    plugins,
    config,
    files: { ".npmrc": `registry=${npm.url}/\n`, "catalog.yaml": CATALOG },
  });
});

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
  await npm?.stop();
});

const open = (target: string) => openPortal(browser, portal.url + target);

/** The entity page's own link: navigation may have one of the same name. */
function entityTab(page: Page, entity: string, path: string) {
  return page.locator(`a[href="${ENTITY}/${entity}/${path}"]`);
}

async function openEntity(name: string) {
  const opened = await open(`${ENTITY}/${name}`);
  await opened.page
    .getByRole("heading", { name: "About" })
    .waitFor({ timeout: 20_000 });
  return opened;
}

describe("a frontend package from npm, by its name alone", () => {
  it("has a page with its styles, images and dynamic chunks, also in the old frontend system", async () => {
    const { page, problems } = await open("/shelf");
    const place = page.getByText("Stands at /shelf");
    await place.waitFor();
    const color = await place.evaluate((node) => getComputedStyle(node).color);
    expect(color).toBe("rgb(1, 120, 90)");
    const width = await page
      .getByAltText("Books")
      .evaluate((image) => (image as HTMLImageElement).naturalWidth);
    expect(width).toBe(40);
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByText("Middlemarch").waitFor();
    await keepScreenshot(page, "published-old");
    expect(problems).toEqual([]);
  });

  it("stands in the navigation with icon and title", async () => {
    const { page } = await open("/shelf");
    for (const name of ["Shelf", "Lamp"]) {
      const link = page.getByRole("link", { name, exact: true });
      await link.first().waitFor();
      expect(await link.first().locator("svg").count()).toBe(1);
    }
  });

  it("has cards and tabs on the entities that it is for", async () => {
    const { page, problems } = await openEntity("reading-room");
    await page.getByText("Books about reading-room").first().waitFor();
    await keepScreenshot(page, "published-entity");
    await entityTab(page, "reading-room", "shelf").click();
    await page.getByText("All books about reading-room").waitFor();
    expect(page.url()).toBe(`${portal.url}${ENTITY}/reading-room/shelf`);
    expect(problems).toEqual([]);

    const corridor = await openEntity("corridor");
    expect(await corridor.page.getByText("Books about").count()).toBe(0);
    const tab = entityTab(corridor.page, "corridor", "shelf");
    expect(await tab.count()).toBe(0);
  });

  it("uses its entry for the new frontend system, made with an older version of the API", async () => {
    const { page, problems } = await open("/lamp");
    await page.getByText("Gives warm light").waitFor();
    expect(problems).toEqual([]);
  });

  it("is dark where the portal is", async () => {
    const context = await browser.newContext({ colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto(`${portal.url}/lamp`);
    const lamp = page.getByTestId("lamp");
    await lamp.waitFor();
    const { background, color } = await lamp.evaluate((node) => {
      const style = getComputedStyle(node);
      return { background: style.backgroundColor, color: style.color };
    });
    expect(background).toBe("rgb(26, 25, 41)");
    expect(color).toBe("rgb(237, 236, 247)");
    await keepScreenshot(page, "published-dark");
    await context.close();
  });
});

describe("configuration in Red Hat Developer Hub's form", () => {
  beforeAll(async () => {
    portal.configure({
      plugins,
      config,
      dynamicPlugins: {
        frontend: {
          "example.plugin-shelf": {
            dynamicRoutes: [
              {
                path: "/library",
                importName: "ShelfPage",
                menuItem: { text: "Library", icon: "docs" },
              },
            ],
            mountPoints: [
              {
                mountPoint: "entity.page.reading/cards",
                importName: "EntityShelfCard",
                config: { if: { allOf: ["isShelfAvailable"] } },
              },
              {
                mountPoint: "search.page.results",
                importName: "EntityShelfCard",
              },
            ],
            entityTabs: [
              {
                path: "/reading",
                title: "Reading",
                mountPoint: "entity.page.reading",
              },
            ],
          },
        },
      },
    });
    await portal.reload();
  });

  it("puts components where it says and nowhere else", async () => {
    const { page, problems } = await open("/library");
    await page.getByText("Stands at /library").waitFor();
    await page.getByRole("link", { name: "Library" }).first().waitFor();
    expect(problems).toEqual([]);

    const { page: entity } = await openEntity("reading-room");
    expect(await entity.getByText("Books about").count()).toBe(0);
    await entityTab(entity, "reading-room", "reading").click();
    await entity.getByText("Books about reading-room").first().waitFor();
    await keepScreenshot(entity, "published-shared-tab");

    const { page: corridor } = await openEntity("corridor");
    const tab = entityTab(corridor, "corridor", "reading");
    expect(await tab.count()).toBe(0);
  });

  it("says on the Plugins page which place isn't there, while the rest works", async () => {
    const { page } = await open("/plugins");
    await page.getByText("APP_REMOTE_MOUNT_POINT").waitFor();
    await page.getByText(/search\.page\.results/).waitFor();
  });
});
