import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildPlugin } from "../src/index.ts";
import { PluginWorkshop } from "./PluginWorkshop.ts";

const require = createRequire(import.meta.url);

let shop: PluginWorkshop;
beforeEach(() => {
  shop = new PluginWorkshop();
});
afterEach(() => shop.remove());

describe("building a backend", () => {
  it("brings what portals don't lend, and leaves the rest to them", async () => {
    const [folder = ""] = await shop.create("backend");
    shop.write(
      folder,
      "src/readGreeting.ts",
      `import * as z from "zod";
       export const readGreeting = () => z.string().parse("Hello");`,
    );
    const dependencies = {
      ...(shop.manifest(folder)["dependencies"] as object),
      zod: "^4.0.0",
    };
    shop.change(folder, { dependencies });
    expect(await buildPlugin(folder)).toMatchObject({ bundled: ["zod"] });
    const code = readFileSync(path.join(folder, "dist/index.cjs.js"), "utf8");
    const asked = [...code.matchAll(/require\("([^"]+)"\)/g)];
    expect(new Set(asked.map(([, name]) => name))).toEqual(
      new Set(["@backstage/backend-plugin-api", "express-promise-router"]),
    );
  });

  it("writes an ES module for a package that is one", async () => {
    const [folder = ""] = await shop.create("module");
    shop.change(folder, {
      type: "module",
      main: "dist/index.js",
      exports: { ".": "./dist/index.js" },
    });
    await buildPlugin(folder);
    const module = (await import(path.join(folder, "dist/index.js"))) as {
      default: unknown;
    };
    expect(module.default).toMatchObject({
      $$type: "@backstage/BackendFeature",
    });
  });

  it("builds a package whose exports are sources, as in Backstage's own repositories", async () => {
    const [folder = ""] = await shop.create("backend");
    shop.write(folder, "src/alpha.ts", `export { default } from "./index.ts";`);
    shop.change(folder, {
      main: "src/index.ts",
      exports: {
        ".": "./src/index.ts",
        "./alpha": "./src/alpha.ts",
        "./package.json": "./package.json",
      },
    });
    const { outputs } = await buildPlugin(folder);
    expect(outputs).toEqual(["dist/index.cjs.js", "dist/alpha.cjs.js"]);
    for (const output of outputs) {
      expect(require(path.join(folder, output))).toHaveProperty("default");
    }
  });

  it("writes declarations for a package that promises types", async () => {
    const [folder = ""] = await shop.create("backend");
    shop.change(folder, { types: "dist/types/index.d.ts" });
    await buildPlugin(folder);
    const types = path.join(folder, "dist/types/index.d.ts");
    expect(readFileSync(types, "utf8")).toContain("radarPlugin as default");
  });

  it("compiles a schema that is written in TypeScript", async () => {
    const [folder = ""] = await shop.create("module");
    shop.write(
      folder,
      "config.d.ts",
      `export interface Config {
  radar?: {
    /**
     * @visibility secret
     */
    token?: string;
  };
}`,
    );
    shop.change(folder, { configSchema: "config.d.ts" });
    await buildPlugin(folder);
    const schema = path.join(folder, "dist/configSchema.json");
    expect(JSON.parse(readFileSync(schema, "utf8"))).toMatchObject({
      type: "object",
      properties: {
        radar: { properties: { token: { visibility: "secret" } } },
      },
    });
  });

  it("says in which line of which file it can't go on", async () => {
    const [folder = ""] = await shop.create("backend");
    shop.write(
      folder,
      "src/createRouter.ts",
      `import { x } from "./gone.ts";\nimport y from "not-there";`,
    );
    await expect(buildPlugin(folder)).rejects.toMatchObject({
      code: "PUBLISH_BUILD_FAILED",
      message: expect.stringContaining(
        'src/createRouter.ts:1: Could not resolve "./gone.ts" (and 1 more)',
      ) as string,
      findings: [
        { place: { file: "src/createRouter.ts", line: 1 } },
        { place: { file: "src/createRouter.ts", line: 2 } },
      ],
    });
  });
});

describe("building a frontend", () => {
  it("writes a remote, and leaves nothing of the build before", async () => {
    const [folder = ""] = await shop.create("frontend");
    shop.write(folder, "dist/old.js", "");
    await buildPlugin(folder);
    expect(existsSync(path.join(folder, "dist/old.js"))).toBe(false);
    const manifest = JSON.parse(
      readFileSync(path.join(folder, "dist/mf-manifest.json"), "utf8"),
    ) as { exposes: unknown };
    expect(manifest.exposes).toMatchObject([{ path: "." }]);
  });

  it("brings a spare copy of what only some hosts give, and none of React", async () => {
    const [folder = ""] = await shop.create("frontend");
    await buildPlugin(folder);
    const dir = path.join(folder, "dist/static");
    const code = readdirSync(dir)
      .map((name) => readFileSync(path.join(dir, name), "utf8"))
      .join("");
    // Of `react/jsx-runtime` and `@backstage/frontend-plugin-api`.
    expect(code).toContain('Symbol.for("react.element")');
    expect(code).toContain("@backstage/FrontendPlugin");
    expect(code).not.toMatch(/__SECRET_INTERNALS_\w+\s*=[^=]/);
  });

  it("brings styles to both of its forms", async () => {
    const [folder = ""] = await shop.create("frontend");
    shop.write(folder, "src/Page.module.css", ".page { color: red; }");
    shop.write(
      folder,
      "src/RadarIcon.tsx",
      `import styles from "./Page.module.css";
       export const RadarIcon = () => <i className={styles.page} />;`,
    );
    await buildPlugin(folder);
    const code = readFileSync(path.join(folder, "dist/esm/index.js"), "utf8");
    expect(code).toContain('import "./index.css"');
    const styles = path.join(folder, "dist/esm/index.css");
    expect(readFileSync(styles, "utf8")).toContain("color: red");
  });

  it("says which file can't be compiled", async () => {
    const [folder = ""] = await shop.create("frontend");
    shop.write(folder, "src/RadarIcon.tsx", "export const RadarIcon = <p>;");
    await expect(buildPlugin(folder)).rejects.toMatchObject({
      code: "PUBLISH_BUILD_FAILED",
      message: expect.stringContaining("RadarIcon.tsx") as string,
    });
  });
});

describe("building something else", () => {
  it.each([
    [{ backstage: { role: "web-library" } }, "PUBLISH_ROLE_INVALID"],
    [{ backstage: undefined }, "PUBLISH_ROLE_INVALID"],
    [{ exports: { "./beta": "./dist/beta.js" } }, "PUBLISH_SOURCE_MISSING"],
    [{ configSchema: "gone.json" }, "PUBLISH_SCHEMA_INVALID"],
    [{ types: "dist/types/index.d.ts" }, "PUBLISH_TYPES_FAILED"],
  ])("refuses %j", async (fields, code) => {
    const [folder = ""] = await shop.create("backend");
    if (code === "PUBLISH_TYPES_FAILED") {
      shop.write(folder, "src/wrong.ts", `export const x: number = "text";`);
    }
    shop.change(folder, fields);
    await expect(buildPlugin(folder)).rejects.toMatchObject({ code });
  });

  it("refuses a folder that is no package", async () => {
    await expect(buildPlugin(shop.dir)).rejects.toMatchObject({
      code: "PUBLISH_MANIFEST_UNREADABLE",
    });
  });
});
