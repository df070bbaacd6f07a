import { createHash } from "node:crypto";
import path from "node:path";
import { createContext, runInContext } from "node:vm";
import type { PortalManifest } from "@flyloft/plugin-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { writePlugin } from "./fixturePlugins.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

/** Says where it believes to run, like a federation container with automatic public path. */
const entry = (name: string, more = "") =>
  `var ${name}={from:document.currentScript.src,expose:globalThis.${name}_expose};${more}`;

describe("the page and its remotes", () => {
  const temp = makeTempFolder("page");
  let portal: Fixture;

  beforeAll(async () => {
    const packages = path.join(temp.path, "packages");
    const dirs = [
      writeRemote(packages, "@acme/good", entry("good")),
      writeRemote(
        packages,
        "@acme/throwing",
        entry("throwing", "throw new Error('entry broke')"),
      ),
      writeRemote(packages, "@acme/garbled", "var garbled = {{{"),
      writeRemote(
        packages,
        "@acme/large",
        `${entry("large")}/*${"x".repeat(120_000)}*/`,
      ),
    ];
    portal = await startFixture({
      folder: path.join(temp.path, "portal"),
      plugins: dirs.map((dir) => ({ package: dir })),
      backend: {
        database: {
          client: "better-sqlite3",
          connection: { directory: path.join(temp.path, "db") },
        },
        auth: { keys: [{ secret: "aSecretThatNobodySees" }] },
      },
      config: {
        good: { shown: "visible", hidden: "invisible" },
        unknown: { key: "unseen" },
      },
    });
  }, 120_000);

  afterAll(async () => {
    await portal?.stop();
    temp.remove();
  });

  const page = async () =>
    (await portal.get("/", { accept: "text/html" })).text();
  const data = async <T>(id: string) => {
    const [, json = "null"] =
      new RegExp(`id="${id}">(.*?)</script>`).exec(await page()) ?? [];
    return JSON.parse(json) as T;
  };
  const manifest = () => data<PortalManifest>("flyloft-portal");

  it("carries what schemas show to browsers, and nothing else of the configuration", async () => {
    const config = await data<Record<string, unknown>>("flyloft-config");
    expect(config["good"]).toEqual({ shown: "visible" });
    expect(config["unknown"]).toBeUndefined();
    const text = await page();
    for (const secret of ["aSecretThatNobodySees", "invisible", "unseen"]) {
      expect(text).not.toContain(secret);
    }
  });

  it("can't be broken out of by a value of the configuration", async () => {
    const text = await page();
    expect(text).toContain("<title>Fixture &lt;/title>&lt;script></title>");
    expect(text).not.toContain("</title><script>");
  });

  it("describes every remote with its integrity, under the URL of its content", async () => {
    const { remotes } = await manifest();
    expect(remotes.map(({ packageName }) => packageName)).toEqual([
      "@acme/good",
      "@acme/throwing",
      "@acme/garbled",
      "@acme/large",
    ]);
    for (const { entry, integrity } of remotes) {
      const response = await portal.get(entry);
      expect(response.headers.get("cache-control")).toContain("immutable");
      expect(response.headers.get("content-type")).toContain("text/javascript");
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(sri(integrity, bytes)).toBe(integrity);
    }
  });

  it("combines the entries of small remotes, of which one that throws or doesn't compile harms no other", async () => {
    const { combined } = await manifest();
    expect(combined?.names).toEqual(["good", "throwing"]);
    const response = await portal.get(combined?.src ?? "");
    const script = Buffer.from(await response.arrayBuffer());
    expect(sri(combined?.integrity ?? "", script)).toBe(combined?.integrity);
    const browser = runCombined(script.toString(), portal.url);
    expect(browser["good"]).toMatchObject({
      from: expect.stringMatching(
        /^http.*\/\.flyloft\/remotes\/sha256-[0-9a-f]{64}\/remoteEntry\.js$/,
      ) as string,
      expose: "loaded",
    });
    expect(browser["__FLYLOFT_COMBINED__"]).toEqual({
      failed: { throwing: "entry broke" },
    });
    expect(browser["currentScript"]).toBe("the browser's own");
  });

  it("serves nothing of a package but its remote's folder", async () => {
    const { remotes } = await manifest();
    const base = remotes[0]!.entry.replace(/[^/]+$/, "");
    for (const name of [
      "../package.json",
      "..%2fpackage.json",
      "%2e%2e/package.json",
      "package.json",
      "",
    ]) {
      expect((await portal.get(base + name)).status, name).toBe(404);
    }
  });

  it("is the page for every route of the app, and for no path of the server's", async () => {
    for (const route of [
      "/",
      "/catalog",
      "/catalog/default/component/my.service",
    ]) {
      const response = await portal.get(route, { accept: "text/html" });
      expect(response.status, route).toBe(200);
      expect(await response.text()).toContain("flyloft-portal");
    }
    for (const route of [
      "/api/nope",
      "/static/nope.js",
      "/.flyloft/nope",
      "/.backstage/nope",
      "/nope.png",
    ]) {
      const accept = route.endsWith(".png") ? "image/*" : "text/html";
      expect((await portal.get(route, { accept })).status, route).toBe(404);
    }
  });

  it("comes with a policy that forbids inline scripts and eval", async () => {
    const policy = (await portal.get("/", { accept: "text/html" })).headers.get(
      "content-security-policy",
    );
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain("unsafe-eval");
  });

  it("answers 304 to who has it, and compresses for who understands", async () => {
    const first = await portal.get("/", {
      accept: "text/html",
      "accept-encoding": "br",
    });
    expect(first.headers.get("content-encoding")).toBe("br");
    const tag = first.headers.get("etag") ?? "";
    const again = await portal.get("/", {
      accept: "text/html",
      "accept-encoding": "br",
      "if-none-match": tag,
    });
    expect(again.status).toBe(304);
  });

  it("tells a stock Backstage app of the remotes, without credentials", async () => {
    const response = await portal.get("/.backstage/dynamic-features/remotes");
    const [good] = (await response.json()) as {
      packageName: string;
      remoteInfo: { name: string; entry: string };
      exposedModules: string[];
    }[];
    expect(good).toEqual({
      packageName: "@acme/good",
      remoteInfo: {
        name: "good",
        entry: `${portal.url}/.backstage/dynamic-features/remotes/@acme/good/mf-manifest.json`,
      },
      exposedModules: ["."],
    });
    expect(await (await fetch(good!.remoteInfo.entry)).json()).toMatchObject({
      name: "good",
    });
  });
});

function writeRemote(
  packages: string,
  name: string,
  remoteEntry: string,
): string {
  const container = name.replace("@acme/", "");
  return writePlugin(packages, name, {
    role: "frontend-plugin",
    packageJson: {
      main: "dist/remoteEntry.js",
      configSchema: {
        type: "object",
        properties: {
          [container]: {
            type: "object",
            properties: {
              shown: { type: "string", visibility: "frontend" },
              hidden: { type: "string" },
            },
          },
        },
      },
    },
    files: {
      "dist/remoteEntry.js": remoteEntry,
      "dist/expose.js": `globalThis.${container}_expose="loaded";`,
      "dist/mf-manifest.json": JSON.stringify({
        id: container,
        name: container,
        metaData: {
          name: container,
          type: "app",
          globalName: container,
          publicPath: "auto",
          buildInfo: { buildVersion: "1.0.0", buildName: container },
          remoteEntry: { name: "remoteEntry.js", path: "", type: "global" },
        },
        shared: [],
        remotes: [],
        exposes: [
          {
            id: `${container}:.`,
            name: ".",
            path: ".",
            assets: {
              js: { sync: ["expose.js"], async: [] },
              css: { sync: [], async: [] },
            },
          },
        ],
      }),
    },
  });
}

function sri(like: string, bytes: Buffer): string {
  const algorithm = like.split("-")[0] ?? "";
  return `${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}`;
}

/** Runs the script as a browser would: `currentScript` is an accessor of the document's prototype. */
function runCombined(script: string, origin: string): Record<string, unknown> {
  const prototype = Object.defineProperty({}, "currentScript", {
    get: () => "the browser's own",
  });
  const document = Object.assign(Object.create(prototype) as object, {
    createElement: () => ({ tagName: "SCRIPT", src: "" }),
  });
  const context = createContext({ document, location: { origin }, URL });
  runInContext(script, context);
  return {
    ...context,
    currentScript: (document as { currentScript?: unknown }).currentScript,
  };
}
