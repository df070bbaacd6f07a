import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../../scripts/services/launchChromium.ts";
import { PackageFolder } from "./PackageFolder.ts";

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const LARGE = Buffer.concat([PIXEL, Buffer.alloc(20_000)]);

/** One package with all that published plugins are seen to hold. */
const FILES = {
  "dist/index.js": `
import { createElement } from "react";
import "./plain.css";
import styles from "./Card.module.css";
import small from "./small.png";
import large from "./large.png";
import icon from "./icon.svg";
import data from "./data.json";
import { extensionless } from "./lib/extensionless";
import { Jsx } from "./Jsx.js";
import { which } from "conditional";
import cjs from "old-library";
import { readFileSync } from "fs";
import { join } from "node:path";
import { EventEmitter } from "events";

export const facts = {
  element: createElement("b").type,
  jsx: createElement(Jsx).type().props.children,
  title: styles.title,
  small, large, icon, data,
  extensionless,
  which,
  cjs,
  environment: process.env.NODE_ENV,
  unset: process.env.SOMETHING ?? "unset",
  nodeFile: typeof readFileSync,
  isEmitter: new EventEmitter().on("x", () => {}) instanceof EventEmitter,
  bytes: Buffer.from("hi").toString("hex"),
  tick: typeof process.nextTick,
  file: __filename,
};
export const lazy = () => import("./Lazy.js");
export const work = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url));
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (error) => reject(new Error(error.message));
    worker.postMessage(20);
  });
`,
  "dist/alpha.js": `export { facts as default } from "./index.js"; export const alpha = "alpha";`,
  "dist/Jsx.js": "export const Jsx = () => <b>jsx</b>;",
  "dist/Lazy.js": `import "./lazy.css"; export const lazy = "loaded later";`,
  "dist/worker.js": `import { double } from "./lib/double.js"; self.onmessage = ({ data }) => self.postMessage(double(data));`,
  "dist/lib/double.js": "export const double = (x) => 2 * x;",
  "dist/lib/extensionless.js": "export const extensionless = true;",
  "dist/plain.css": `@import "./imported.css"; .radar-plain { color: rgb(1, 2, 3); background-image: url("./large.png"); }
@font-face { font-family: Radar; src: url("./radar.woff2"); }`,
  "dist/imported.css":
    ".radar-plain { border-top-width: 7px; border-top-style: solid; }",
  "dist/lazy.css": ".radar-lazy { color: rgb(4, 5, 6); }",
  "dist/Card.module.css": ".title { color: rgb(7, 8, 9); }",
  "dist/small.png": PIXEL,
  "dist/large.png": LARGE,
  "dist/radar.woff2": Buffer.alloc(20_000, 1),
  "dist/icon.svg": `<svg xmlns="http://www.w3.org/2000/svg"/>`,
  "dist/data.json": `{"answer":42}`,
};

const HOST = `
const shared = (module) => ({ "18.3.1": { get: async () => () => module, loaded: 1, from: "host" } });
const jsx = (type, props) => React.createElement(type, props);
window.start = async () => {
  const container = window.acme_plugin_radar;
  await container.init({
    react: shared(React),
    "react/jsx-runtime": shared({ jsx, jsxs: jsx, Fragment: React.Fragment }),
  });
  const { facts, lazy, work } = (await container.get("."))();
  const alpha = (await container.get("./alpha"))();
  const element = (name) => {
    const div = document.createElement("div");
    div.className = name;
    document.body.append(div);
    return getComputedStyle(div);
  };
  const plain = element("radar-plain");
  const image = plain.backgroundImage.slice(5, -2);
  return {
    facts,
    alpha: alpha.alpha,
    isOnce: alpha.default === facts,
    color: plain.color,
    border: plain.borderTopWidth,
    title: element(facts.title).color,
    images: (await Promise.all([image, facts.large].map((url) => fetch(url)))).map(({ status }) => status),
    lazy: (await lazy()).lazy,
    lazyColor: element("radar-lazy").color,
    worker: await work(),
  };
};`;

const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

let folder: PackageFolder;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  folder = new PackageFolder(FILES);
  writeLibraries(folder);
  browser = await launchChromium();
  server = createServer((request, response) => {
    const files: Record<string, string> = {
      "/": `<!doctype html><body><script src="/react.js"></script><script src="/host.js"></script><script src="/remote/remoteEntry.js"></script>`,
      "/react.js": readFileSync(
        "node_modules/react/umd/react.production.min.js",
        "utf8",
      ),
      "/host.js": HOST,
    };
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const type = pathname.endsWith(".js") ? "text/javascript" : "text/html";
    response.setHeader("content-security-policy", POLICY);
    response.setHeader("content-type", type);
    response.end(
      pathname.startsWith("/remote/")
        ? readFileSync(path.join(folder.out, pathname.slice("/remote/".length)))
        : files[pathname],
    );
  }).listen(0);
});

afterAll(async () => {
  await browser.close();
  server.close();
  folder.remove();
});

function writeLibraries(folder: PackageFolder): void {
  folder.write("conditional", {
    "package.json": JSON.stringify({
      name: "conditional",
      exports: {
        node: "./node.js",
        browser: { require: "./require.cjs", import: "./browser.mjs" },
        default: "./default.js",
      },
    }),
    "browser.mjs": `export const which = "browser";`,
    "node.js": `exports.which = "node";`,
    "default.js": `exports.which = "default";`,
    "require.cjs": `exports.which = "require";`,
  });
  folder.write("old-library", {
    "package.json": JSON.stringify({ name: "old-library", main: "./lib/main" }),
    "lib/main.cjs": `module.exports = "cjs" + typeof require("./helper");`,
    "lib/helper.js": "module.exports = function () { return this; };",
  });
}

async function buildWell(
  one: PackageFolder,
  request: Parameters<PackageFolder["build"]>[0],
) {
  const outcome = await one.build(request);
  if (outcome.status !== "built") throw new Error(JSON.stringify(outcome));
  return outcome;
}

describe("a package with styles, fonts, images, workers and later parts", () => {
  it("works in a page that allows no code made of text", async () => {
    const outcome = await buildWell(folder, {
      entries: { ".": "./dist/index.js", "./alpha": "./dist/alpha.js" },
    });
    expect(outcome.warnings).toEqual([]);
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(
      `http://localhost:${(server.address() as AddressInfo).port}/`,
    );
    const seen = await page.evaluate("window.start()");
    expect(faults).toEqual([]);
    expect(seen).toMatchObject({
      facts: {
        element: "b",
        jsx: "jsx",
        small: expect.stringMatching(/^data:image\/png/),
        large: expect.stringMatching(/\/remote\/static\/large\.\w+\.png$/),
        data: { answer: 42 },
        extensionless: true,
        which: "browser",
        cjs: "cjsfunction",
        environment: "production",
        unset: "unset",
        nodeFile: "undefined",
        isEmitter: true,
        bytes: "6869",
        tick: "function",
        file: "/index.js",
      },
      alpha: "alpha",
      isOnce: true,
      color: "rgb(1, 2, 3)",
      border: "7px",
      title: "rgb(7, 8, 9)",
      images: [200, 200],
      lazy: "loaded later",
      lazyColor: "rgb(4, 5, 6)",
      worker: 40,
    });
  });

  it("names what it exposes and shares in its manifest", () => {
    const manifest = JSON.parse(
      readFileSync(path.join(folder.out, "mf-manifest.json"), "utf8"),
    ) as Record<string, readonly Record<string, unknown>[]>;
    expect(manifest).toMatchObject({
      name: "acme_plugin_radar",
      metaData: { buildInfo: { buildVersion: "1.2.3" } },
    });
    expect(manifest["exposes"]?.map(({ path: name }) => name)).toEqual([
      ".",
      "./alpha",
    ]);
    expect(manifest["shared"]?.map(({ name }) => name)).toEqual([
      "react",
      "react/jsx-runtime",
    ]);
  });

  it("tells nothing of the machine that it was built on, and is the same when built again", async () => {
    const first = folder.text();
    expect(first).not.toContain(folder.root);
    expect(first).not.toMatch(/\beval\(|new Function\(/);
    await buildWell(folder, {
      entries: { ".": "./dist/index.js", "./alpha": "./dist/alpha.js" },
    });
    expect(folder.text() === first).toBe(true);
  });
});
