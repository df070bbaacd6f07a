import { readdirSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  buildPlugin,
  createPlugin,
  pushPlugins,
} from "../packages/publisher/src/index.ts";
import { root } from "../scripts/paths.ts";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import {
  type TempFolder,
  makeTempFolder,
} from "../scripts/services/makeTempFolder.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../scripts/services/startOciRegistry.ts";
import { keepScreenshot, openPortal } from "./openPortal.ts";
import { type Portal, startPortal } from "./startPortal.ts";

let folder: TempFolder;
let registry: OciRegistryService;
let browser: Browser;
let portal: Portal | undefined;

beforeAll(async () => {
  folder = makeTempFolder("publishing");
  const modules = path.join(root, "node_modules");
  symlinkSync(modules, path.join(folder.path, "node_modules"));
  [registry, browser] = await Promise.all([
    startOciRegistry(),
    launchChromium(),
  ]);
});
afterAll(async () => {
  await portal?.stop();
  await Promise.all([browser.close(), registry.stop()]);
  folder.remove();
});

describe("a plugin that was created, built and pushed", () => {
  it("runs in a portal: its page shows what its API says", async () => {
    const { dir, packages } = await createPlugin({
      name: "@acme/radar",
      template: "both",
      cwd: folder.path,
    });
    const folders = packages.map((one) => path.join(dir, one.dir));
    for (const one of folders) await buildPlugin(one);
    const pushed = await pushPlugins({
      target: `oci://${registry.host}/plugins/radar`,
      folders,
      tags: [],
      env: {},
      homeDir: folder.path,
    });
    portal = await startPortal({
      plugins: pushed.packages.map((one) => {
        return { package: `${pushed.reference}!${one.folder}` };
      }),
      config: { radar: { greeting: "Ahoy" } },
    });
    const { page, problems } = await openPortal(browser, portal.url);
    await page.getByRole("link", { name: "Radar", exact: true }).click();
    await page.getByText(/^Ahoy, user:/).waitFor();
    expect(new URL(page.url()).pathname).toBe("/radar");
    expect(problems).toEqual([]);
    const fetched = await page.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => name),
    );
    const spare = listSpare(folders[0]!);
    expect(spare).not.toEqual([]);
    for (const file of spare) expect(fetched.join()).not.toContain(file);
    await keepScreenshot(page, "published-plugin");
  });
});

/** Copies of what the portal gives, for hosts that don't. They are larger than all of the plugin's own. */
function listSpare(plugin: string): readonly string[] {
  const dir = path.join(plugin, "dist/static");
  return readdirSync(dir).filter(
    (name) => statSync(path.join(dir, name)).size > 25_000,
  );
}
