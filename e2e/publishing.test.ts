import { spawn } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../scripts/paths.ts";
import { findFreePort } from "../scripts/services/findFreePort.ts";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import {
  type TempFolder,
  makeTempFolder,
} from "../scripts/services/makeTempFolder.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../scripts/services/startOciRegistry.ts";
import { startProcess } from "../scripts/services/startProcess.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../scripts/services/startVerdaccio.ts";
import { keepScreenshot, openPortal } from "./openPortal.ts";
import { type Portal, startPortal } from "./startPortal.ts";

const CLI = path.join(root, "packages/cli/dist/flyloft.js");
const FOLDERS = ["radar", "radar-backend"];
const KEY = /sha256:[0-9a-f]{64}/;

let temp: TempFolder;
let registry: OciRegistryService;
let verdaccio: VerdaccioService;
let browser: Browser;
let portal: Portal | undefined;

beforeAll(async () => {
  temp = makeTempFolder("publishing");
  const modules = path.join(root, "node_modules");
  symlinkSync(modules, path.join(temp.path, "node_modules"));
  [registry, verdaccio, browser] = await Promise.all([
    startOciRegistry(),
    startVerdaccio({ auth: true }),
    launchChromium(),
  ]);
});
afterAll(async () => {
  await portal?.stop();
  await browser?.close();
  await Promise.all([registry?.stop(), verdaccio?.stop()]);
  temp.remove();
});

/** What each step took, in milliseconds, in the order in which a publisher takes them. */
const times: [step: string, milliseconds: number][] = [];

async function timed<Result>(
  step: string,
  take: () => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const result = await take();
  times.push([step, Math.round(performance.now() - startedAt)]);
  return result;
}

/** Runs a command that has to succeed; answers what it printed. */
async function flyloft(cwd: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [CLI, "plugin", ...args], {
    cwd,
    env: { ...process.env, HOME: temp.path, FLYLOFT_KEY_PASSWORD: "walnut" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(`${code} ${output}`).toMatch(/^0 /);
  return output;
}

describe("a publisher, from nothing", () => {
  let dir: string;
  let key: string | undefined;

  const step = (name: string, ...args: string[]) =>
    timed(name, () => flyloft(dir, name, ...args));

  it("creates a plugin and sees it in a portal while it is written", async () => {
    await timed("create", () => flyloft(temp.path, "create", "@acme/radar"));
    dir = path.join(temp.path, "radar");
    const port = await findFreePort();
    const url = `http://localhost:${port}`;
    const { command, page } = await timed("dev, until the page", async () => {
      const command = await startProcess({
        name: "flyloft plugin dev",
        command: process.execPath,
        args: [CLI, "plugin", "dev", ...FOLDERS, "--port", String(port)],
        cwd: dir,
        env: { ...process.env, HOME: temp.path },
        ready: new RegExp(`Open ${url}/radar`),
      });
      const { page } = await openPortal(browser, `${url}/radar`);
      await page.getByText("Hello, user:default/guest").waitFor();
      return { command, page };
    });
    await timed("save, until the page", async () => {
      const file = path.join(dir, "radar/src/RadarPage.tsx");
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace(/<Text>/, "<Text>On air: "));
      await page.getByText("On air: Hello, user:default/guest").waitFor();
    });
    await page.context().close();
    await command.stop();
  });

  it("builds, packs, pushes and publishes it", async () => {
    writeFileSync(path.join(dir, ".npmrc"), verdaccio.npmrc());
    await step("build", ...FOLDERS);
    await step("pack", ...FOLDERS, "--format", "oci", "--out", "packed");
    const target = `oci://${registry.host}/plugins/radar`;
    await step("push", target, ...FOLDERS);
    await step("publish", ...FOLDERS);
  });

  it("signs it", async () => {
    key = KEY.exec(await step("keygen", "acme"))?.[0];
    const reference = `oci://${registry.host}/plugins/radar:0.1.0`;
    await step("sign", reference, "--key", "acme.key");
    await step("verify", reference, "--key", "acme.pub");
    expect(key).toMatch(KEY);
  });

  it("has it run in another portal, which insists on the signature", async () => {
    const unsigned = `oci://${registry.host}/plugins/unsigned`;
    await flyloft(dir, "push", unsigned, "radar");
    const packages = [
      `oci://${registry.host}/plugins/radar:0.1.0!acme-plugin-radar`,
      "@acme/plugin-radar-backend@0.1.0",
      `${unsigned}:0.1.0!acme-plugin-radar`,
    ];
    const files = {
      "acme.pub": readFileSync(path.join(dir, "acme.pub"), "utf8"),
      ".npmrc": verdaccio.npmrc(),
    };
    const rule = {
      source: "oci",
      mode: "require",
      signers: [{ keys: "./acme.pub" }],
    };
    portal = await timed("another portal, until it serves", () =>
      startPortal({
        plugins: packages.map((name) => ({ package: name })),
        dynamicPlugins: { signatures: { rules: [rule] } },
        config: { radar: { greeting: "Ahoy" } },
        files,
      }),
    );
    const plugins = await portal.plugins();
    expect(plugins.get("@acme/plugin-radar")).toMatchObject({
      status: { state: "active" },
      signer: { kind: "key", identity: key },
    });
    expect(plugins.get(`${unsigned}:0.1.0!acme-plugin-radar`)).toMatchObject({
      status: { reason: { code: "VERIFY_SIGNATURE_MISSING" } },
    });
  });

  it("finds it there: its page shows what its API says, and the portal who signed", async () => {
    const { page, problems } = await openPortal(browser, portal!.url);
    await page.getByRole("link", { name: "Radar", exact: true }).click();
    await page.getByText(/^On air: Ahoy, user:/).waitFor();
    expect(new URL(page.url()).pathname).toBe("/radar");
    await keepScreenshot(page, "published-plugin");
    await page.goto(`${portal!.url}/plugins/@acme%2Fplugin-radar`);
    const facts = page.getByRole("complementary", { name: "Facts" });
    await facts.getByText("Signed by").waitFor();
    await facts.getByTitle(key!).waitFor();
    expect(problems).toEqual([]);
    await keepScreenshot(page, "signed-plugin");
  });

  it("took the time that its steps took", () => {
    const rows = times.map(
      ([name, ms]) => `  ${name.padEnd(32)}${String(ms).padStart(7)} ms`,
    );
    console.log(`From nothing to a signed plugin:\n${rows.join("\n")}`);
    expect(times.map(([name]) => name)).toEqual([
      "create",
      "dev, until the page",
      "save, until the page",
      "build",
      "pack",
      "push",
      "publish",
      "keygen",
      "sign",
      "verify",
      "another portal, until it serves",
    ]);
  });
});
