import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildPlugin, createPlugin, validatePlugin } from "../src/index.ts";
import { PluginWorkshop } from "./PluginWorkshop.ts";

const require = createRequire(import.meta.url);

let shop: PluginWorkshop;
beforeEach(() => {
  shop = new PluginWorkshop();
});
afterEach(() => shop.remove());

function textsBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => `${file}\n${readFileSync(file, "utf8")}`)
    .join("\n");
}

describe("a plugin that was just created", () => {
  it.each([
    ["backend", ["@acme/plugin-cost-insights-backend"]],
    ["frontend", ["@acme/plugin-cost-insights"]],
    [
      "both",
      ["@acme/plugin-cost-insights", "@acme/plugin-cost-insights-backend"],
    ],
    ["module", ["@acme/plugin-catalog-backend-module-cost-insights"]],
  ] as const)(
    "has the template %s under its own name, builds at once, and nothing is wrong with it",
    async (template, names) => {
      const created = await createPlugin({
        name: "@acme/cost-insights",
        template,
        cwd: shop.dir,
      });
      expect(created.packages.map(({ name }) => name)).toEqual(names);
      expect(textsBelow(created.dir)).not.toMatch(/example(?!\/plugins)/i);
      for (const { dir, name } of created.packages) {
        const folder = path.join(created.dir, dir);
        const { outputs } = await buildPlugin(folder);
        expect(existsSync(path.join(folder, outputs[0] ?? ""))).toBe(true);
        expect(await validatePlugin(folder)).toEqual({
          name,
          version: "0.1.0",
          isValid: true,
          findings: [],
        });
      }
    },
  );

  it("passes its own tests, and TypeScript's check", async () => {
    const folders = await shop.create("both", "cost-insights");
    const run = promisify(execFile);
    const tool = (name: string) => require.resolve(name);
    for (const folder of folders) {
      const args = [tool("typescript/bin/tsc"), "-p", folder];
      await run(process.execPath, args, { cwd: folder });
    }
    const vitest = path.join(
      path.dirname(tool("vitest/package.json")),
      "vitest.mjs",
    );
    const { stdout } = await run(process.execPath, [vitest, "run"], {
      cwd: shop.at("cost-insights"),
      env: { ...process.env, VITEST: undefined, NO_COLOR: "1" },
    });
    expect(stdout).toMatch(/Tests\s+4 passed/);
  });

  it("has a feature that Backstage's own backend would take, with the packages it has there", async () => {
    const [folder = ""] = await shop.create("backend");
    await buildPlugin(folder);
    const loaded = require(path.join(folder, "dist/index.cjs.js")) as {
      default: unknown;
    };
    expect(loaded.default).toMatchObject({
      $$type: "@backstage/BackendFeature",
      featureType: "registrations",
    });
  });

  it("has ES modules for apps that compile plugins in", async () => {
    const [folder = ""] = await shop.create("frontend");
    await buildPlugin(folder);
    const module = (await import(path.join(folder, "dist/esm/index.js"))) as {
      default: unknown;
    };
    expect(module.default).toMatchObject({
      $$type: "@backstage/FrontendPlugin",
    });
  });
});

describe("creating a plugin", () => {
  it.each(["Radar", "-radar", "radar_x", "a/b", "@acme/", "example", ""])(
    "refuses the name %j and writes nothing",
    async (name) => {
      await expect(
        createPlugin({ name, template: "backend", cwd: shop.dir }),
      ).rejects.toMatchObject({ code: "PUBLISH_NAME_INVALID" });
      expect(readdirSync(shop.dir)).toEqual(["node_modules"]);
    },
  );

  it("takes the name that a package will have for the plugin's", async () => {
    const [folder = ""] = await shop.create(
      "backend",
      "backstage-plugin-radar-backend",
    );
    expect(shop.manifest(folder)).toMatchObject({
      name: "backstage-plugin-radar-backend",
      backstage: { pluginId: "radar" },
    });
  });

  it("touches nothing that is there", async () => {
    const [folder = ""] = await shop.create("backend");
    shop.write(folder, "README.md", "mine");
    await expect(shop.create("backend")).rejects.toMatchObject({
      code: "PUBLISH_TARGET_EXISTS",
    });
    expect(readFileSync(path.join(folder, "README.md"), "utf8")).toBe("mine");
  });
});
