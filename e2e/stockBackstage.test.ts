import { symlinkSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPlugin, createPlugin } from "../packages/publisher/src/index.ts";
import { root } from "../scripts/paths.ts";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import {
  type TempFolder,
  makeTempFolder,
} from "../scripts/services/makeTempFolder.ts";
import { keepScreenshot, openPortal } from "./openPortal.ts";
import { type Portal, bundled, startPortal } from "./startPortal.ts";
import {
  type StockApp,
  type StockRepository,
  openStockRepository,
} from "./stockApp.ts";

let folder: TempFolder;
let stock: StockRepository;
let browser: Browser;

beforeAll(async () => {
  folder = makeTempFolder("stock");
  const modules = path.join(root, "node_modules");
  symlinkSync(modules, path.join(folder.path, "node_modules"));
  [stock, browser] = await Promise.all([
    openStockRepository(),
    launchChromium(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  folder.remove();
});

describe("a plugin that was built here, in a Backstage app of upstream's making", () => {
  let app: StockApp | undefined;
  afterAll(() => app?.stop());

  it("is loaded from upstream's dynamic features: its page shows what its API says", async () => {
    const { dir, packages } = await createPlugin({
      name: "@acme/radar",
      template: "both",
      cwd: folder.path,
    });
    const plugins = packages.map((one) => path.join(dir, one.dir));
    for (const plugin of plugins) await buildPlugin(plugin);
    await stock.build("app");
    app = await stock.start(plugins, { radar: { greeting: "Ahoy" } });

    const remotes = `${app.url}/.backstage/dynamic-features/remotes`;
    expect(await (await fetch(remotes)).json()).toMatchObject([
      { packageName: "@acme/plugin-radar", exposedModules: ["."] },
    ]);
    const { page, problems } = await openPortal(browser, `${app.url}/radar`);
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByText(/^Ahoy, user:/).waitFor();
    expect(problems).toEqual([]);
    await keepScreenshot(page, "stock-backstage");
  });
});

describe("a plugin that upstream's builder made, in a portal", () => {
  let portal: Portal | undefined;
  afterAll(() => portal?.stop());

  it("has its page, in the new frontend system and in the old", async () => {
    const lamp = await stock.build("lamp", "--module-federation");
    const oldLamp = await stock.build("oldlamp", "--module-federation");
    const route = { path: "/oldlamp", importName: "OldLampPage" };
    portal = await startPortal({
      plugins: [
        { package: lamp },
        {
          package: oldLamp,
          pluginConfig: {
            dynamicPlugins: {
              frontend: { "stock.plugin-oldlamp": { dynamicRoutes: [route] } },
            },
          },
        },
        { package: bundled("home") },
      ],
    });
    const { page, problems } = await openPortal(browser, `${portal.url}/lamp`);
    await page.getByRole("button", { name: "Dark" }).click();
    await page.getByRole("button", { name: "Lit" }).waitFor();
    await page.goto(`${portal.url}/oldlamp`);
    await page.getByText("An old lamp in Flyloft").waitFor();
    expect(problems).toEqual([]);
  });
});
