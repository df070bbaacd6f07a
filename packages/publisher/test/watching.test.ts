import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ErrorReport } from "@flyloft/plugin-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DevBuild,
  type WatchedPlugin,
  watchPlugin,
} from "../src/index.ts";
import { PluginWorkshop } from "./PluginWorkshop.ts";

type Told =
  { readonly built: DevBuild } | { readonly failed: readonly ErrorReport[] };

let shop: PluginWorkshop;
let watched: WatchedPlugin | undefined;
let told: Told[];
let wake: () => void;

beforeEach(() => {
  shop = new PluginWorkshop();
  told = [];
  wake = () => undefined;
});
afterEach(async () => {
  await watched?.stop();
  watched = undefined;
  shop.remove();
});

async function watch(folder: string): Promise<WatchedPlugin> {
  const tell = (what: Told) => {
    told.push(what);
    wake();
  };
  watched = await watchPlugin(folder, shop.at("out"), {
    onBuilt: (built) => tell({ built }),
    onFailed: (failed) => tell({ failed }),
  });
  return watched;
}

async function next(): Promise<Told> {
  for (;;) {
    const first = told.shift();
    if (first) return first;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

const code = ({ stage }: WatchedPlugin) => {
  const manifest = readFileSync(
    path.join(stage, "dist/mf-manifest.json"),
    "utf8",
  );
  const [, file = ""] = /"(static\/expose[^"]*\.js)"/.exec(manifest) ?? [];
  const entry = readFileSync(path.join(stage, "dist/remoteEntry.js"), "utf8");
  return entry + readFileSync(path.join(stage, "dist", file), "utf8");
};

describe("a frontend that is watched", () => {
  async function begin() {
    const [folder = ""] = await shop.create("frontend");
    shop.write(
      folder,
      "src/index.tsx",
      `import { RadarPage } from "./RadarPage.tsx"; export default { RadarPage };`,
    );
    shop.write(
      folder,
      "src/RadarPage.tsx",
      `export const RadarPage = () => "first";`,
    );
    const plugin = await watch(folder);
    expect(await next()).toEqual({ built: { isWhole: true } });
    return { folder, plugin };
  }

  it("is built again when a source changes", async () => {
    const { folder, plugin } = await begin();
    expect(code(plugin)).toContain('"first"');
    shop.write(
      folder,
      "src/RadarPage.tsx",
      `export const RadarPage = () => "second";`,
    );
    expect(await next()).toEqual({ built: { isWhole: false } });
    expect(code(plugin)).toContain('"second"');
  });

  it("tells file and line of a mistake, keeps the last good build, and recovers", async () => {
    const { folder, plugin } = await begin();
    const before = code(plugin);
    shop.write(
      folder,
      "src/RadarPage.tsx",
      `export const a = 1;\nexport const b = ;\n`,
    );
    expect(await next()).toMatchObject({
      failed: [
        {
          code: "PUBLISH_BUILD_FAILED",
          place: { file: "src/RadarPage.tsx", line: 2 },
        },
      ],
    });
    expect(code(plugin)).toBe(before);
    shop.write(
      folder,
      "src/RadarPage.tsx",
      `export const RadarPage = () => "third";`,
    );
    expect(await next()).toEqual({ built: { isWhole: false } });
    expect(code(plugin)).toContain('"third"');
  });

  it("tells that more than code is new when the package says something else", async () => {
    const { folder, plugin } = await begin();
    shop.change(folder, { description: "Another" });
    const whole = { built: { isWhole: true } };
    // The compiler reads the package.json too, and may be first.
    while (!isDeepStrictEqual(await next(), whole));
    const text = readFileSync(path.join(plugin.stage, "package.json"), "utf8");
    expect(JSON.parse(text)).toMatchObject({ description: "Another" });
  });

  it("is packed under a name of its own each time", async () => {
    const { plugin } = await begin();
    const [one, other] = [await plugin.pack(), await plugin.pack()];
    expect(one.equals(other)).toBe(false);
  });
});

describe("a backend that is watched", () => {
  const require = createRequire(import.meta.url);
  const load = ({ stage }: WatchedPlugin) => {
    const file = path.join(stage, "dist/index.cjs.js");
    delete require.cache[file];
    return (require(file) as { greeting: string }).greeting;
  };
  async function begin() {
    const [folder = ""] = await shop.create("backend");
    shop.write(folder, "src/index.ts", `export const greeting = "first";`);
    const plugin = await watch(folder);
    expect(await next()).toEqual({ built: { isWhole: true } });
    return { folder, plugin };
  }

  it("is built again when a source changes, with the schema that it has", async () => {
    const { folder, plugin } = await begin();
    expect(load(plugin)).toBe("first");
    shop.write(
      folder,
      "src/index.ts",
      `export { greeting } from "./other.ts";`,
    );
    shop.write(folder, "src/other.ts", `export const greeting = "second";`);
    expect(await next()).toEqual({ built: { isWhole: false } });
    expect(load(plugin)).toBe("second");
    const text = readFileSync(
      path.join(plugin.stage, "configSchema.json"),
      "utf8",
    );
    expect(JSON.parse(text)).toMatchObject({ properties: { radar: {} } });
  });

  it("tells file and line of a mistake, keeps the last good build, and recovers", async () => {
    const { folder, plugin } = await begin();
    shop.write(
      folder,
      "src/index.ts",
      `export const a = 1;\nexport const b = ;\n`,
    );
    expect(await next()).toMatchObject({
      failed: [{ place: { file: "src/index.ts", line: 2 } }],
    });
    expect(load(plugin)).toBe("first");
    shop.write(folder, "src/index.ts", `export const greeting = "third";`);
    expect(await next()).toEqual({ built: { isWhole: false } });
    expect(load(plugin)).toBe("third");
  });
});
