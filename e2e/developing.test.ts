import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  setPolicy,
  writePolicy,
} from "../packages/backend/test/managerFixture.ts";
import { createPlugin } from "../packages/publisher/src/index.ts";
import { root } from "../scripts/paths.ts";
import { findFreePort } from "../scripts/services/findFreePort.ts";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import {
  type TempFolder,
  makeTempFolder,
} from "../scripts/services/makeTempFolder.ts";
import {
  type RunningProcess,
  startProcess,
} from "../scripts/services/startProcess.ts";
import { Examiner } from "./accessibility/Examiner.ts";
import { isMarkedPage, markPage } from "./management/pageMark.ts";
import { keepScreenshot, openPortal } from "./openPortal.ts";
import {
  bundled,
  type Portal,
  signInAsGuest,
  startPortal,
} from "./startPortal.ts";

const CLI = path.join(root, "packages/cli/dist/flyloft.js");
const TOKEN = "a-token-for-scripts-0123456789";

let temp: TempFolder;
let browser: Browser;
/** Where the plugin was created: `radar` and `radar-backend`. */
let dir: string;

beforeAll(async () => {
  temp = makeTempFolder("developing");
  const modules = path.join(root, "node_modules");
  symlinkSync(modules, path.join(temp.path, "node_modules"));
  const created = await createPlugin({
    name: "@acme/radar",
    template: "both",
    cwd: temp.path,
  });
  ({ dir } = created);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  temp.remove();
});

const PAGE = "radar/src/RadarPage.tsx";
const GREETING = "radar-backend/src/readGreeting.ts";

/** Saves a source as an editor would. */
function save(file: string, change: (text: string) => string): void {
  const at = path.join(dir, file);
  writeFileSync(at, change(readFileSync(at, "utf8")));
}

/** Shows this before what the backend says. */
function sayBefore(words: string): void {
  save(PAGE, (text) => text.replace(/<Text>[^{]*\{/, `<Text>${words} {`));
}

function develop(
  args: readonly string[],
  ready: RegExp,
): Promise<RunningProcess> {
  return startProcess({
    name: "flyloft plugin dev",
    command: process.execPath,
    args: [CLI, "plugin", "dev", ...args],
    cwd: dir,
    env: { ...process.env, HOME: temp.path, FLYLOFT_TOKEN: TOKEN },
    ready,
    timeout: 60_000,
  });
}

const banner = (page: Page) =>
  page.getByRole("region", { name: "Development versions" });

describe("a portal of one's own", () => {
  let command: RunningProcess;
  let url: string;
  let page: Page;
  let problems: readonly string[];

  beforeAll(async () => {
    const port = await findFreePort();
    url = `http://localhost:${port}`;
    const args = ["radar", "radar-backend", "--port", String(port)];
    command = await develop(args, new RegExp(`Open ${url}/radar`));
    ({ page, problems } = await openPortal(browser, `${url}/radar`));
    await page.getByText("Hello, user:default/guest").waitFor();
    await markPage(page);
  });
  afterAll(async () => {
    await page?.context().close();
    await command?.stop();
  });

  it("shows what is saved in the page that is open, again and again", async () => {
    const times: number[] = [];
    for (const words of ["First", "Second", "Third", "Fourth", "Fifth"]) {
      const shown = page.getByText(`${words} Hello`).waitFor();
      const savedAt = performance.now();
      sayBefore(words);
      await shown;
      times.push(Math.round(performance.now() - savedAt));
    }
    console.log(`From saving to the page: ${times.join(", ")} ms`);
    expect(await isMarkedPage(page)).toBe(true);
    expect(new URL(page.url()).pathname).toBe("/radar");
    expect(await banner(page).getByRole("button").count()).toBe(0);
  });

  it("shows a mistake with file and line, and what was good goes on", async () => {
    const good = readFileSync(path.join(dir, PAGE), "utf8");
    save(PAGE, () => `export const a = 1;\nexport const b = ;\n`);
    await banner(page).getByText("src/RadarPage.tsx:2").waitFor();
    await keepScreenshot(page, "development-mistake");
    await expect.poll(() => command.log()).toContain("src/RadarPage.tsx:2");
    await page.getByText("Fifth Hello").waitFor();
    save(PAGE, () => good.replace("Fifth", "Sixth"));
    await page.getByText("Sixth Hello").waitFor();
    await expect
      .poll(() => banner(page).getByText("RadarPage.tsx:2").count())
      .toBe(0);
    expect(await isMarkedPage(page)).toBe(true);
  });

  it("answers by the backend that was saved, and fails no request meanwhile", async () => {
    const headers = { authorization: `Bearer ${await signInAsGuest(url)}` };
    const answers = new Set<string>();
    const ask = async () => {
      const response = await fetch(`${url}/api/radar/greeting`, { headers });
      expect(response.status).toBe(200);
      const { text } = (await response.json()) as { text: string };
      answers.add(text);
      return text;
    };
    expect(await ask()).toBe("Hello, user:default/guest");
    save(GREETING, (text) => text.replaceAll("Hello", "Ahoy"));
    while (!(await ask()).startsWith("Ahoy")) await sleep(10);
    expect([...answers]).toEqual([
      "Hello, user:default/guest",
      "Ahoy, user:default/guest",
    ]);
    expect(await isMarkedPage(page)).toBe(true);
    expect(problems).toEqual([]);
  });

  it("ends with the command, and all that was started with it", async () => {
    process.kill(command.pid, "SIGINT");
    expect(await command.exited).toEqual({ code: 0, signal: null });
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe("a portal that others use", () => {
  let portal: Portal;
  let command: RunningProcess | undefined;
  let page: Page;
  let entry: string;

  beforeAll(async () => {
    const packages = path.join(temp.path, "policy");
    const plugins = ["home", "header"].map(bundled);
    portal = await startPortal({
      plugins: [...plugins, ...writePolicy(packages)].map((one) => ({
        package: one,
      })),
      config: {
        permission: { enabled: true },
        backend: {
          auth: {
            externalAccess: [
              { type: "static", options: { token: TOKEN, subject: "ci" } },
            ],
          },
        },
      },
    });
    await setPolicy(portal, "allow");
  });
  afterAll(async () => {
    await command?.stop();
    await portal?.stop();
  });

  /** The link that the command prints. */
  async function begin(): Promise<string> {
    const link = /Open (http\S+\/plugins\/development\/\S+)/;
    command = await develop(["--url", portal.url, "radar"], link);
    return command.ready[1] ?? "";
  }

  /** A fresh browser in which the link was opened. */
  async function openLink(link: string): Promise<Page> {
    const opened = await openPortal(browser, link);
    await opened.page
      .getByRole("button", { name: "Show in this browser" })
      .click();
    // The page is built again with the plugin, and the banner with it.
    await opened.page
      .getByRole("link", { name: "Radar", exact: true })
      .first()
      .waitFor();
    await banner(opened.page).getByText("@acme/plugin-radar").waitFor();
    return opened.page;
  }

  const statusOf = async (target: string) => (await fetch(target)).status;

  it("shows development versions to a browser in which the link was opened, which asks first", async () => {
    const link = await begin();
    const asking = await openPortal(browser, link);
    await asking.page.getByText("service:ci wants to show").waitFor();
    await keepScreenshot(asking.page, "development-question");
    const examiner = new Examiner(asking.page, "light");
    expect(await examiner.look("development-question")).toEqual([]);
    await asking.page.context().close();

    page = await openLink(link);
    await page
      .getByRole("link", { name: "Radar", exact: true })
      .first()
      .click();
    await page.getByText("Sixth").waitFor();
    await markPage(page);
    sayBefore("Seventh");
    await page.getByText("Seventh").waitFor();
    expect(await isMarkedPage(page)).toBe(true);
    entry = await page.evaluate(
      () =>
        performance
          .getEntriesByType("resource")
          .findLast(({ name }) => name.includes("/.flyloft/development/"))
          ?.name ?? "",
    );
    expect(entry).toContain(portal.url);
    await page.reload();
    await page.getByText("Seventh").waitFor();
  });

  it("has a banner that is accessible in both themes, also on a phone", async () => {
    for (const theme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: theme });
      const examiner = new Examiner(page, theme);
      expect(await examiner.look(`development-${theme}`)).toEqual([]);
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 860 });
        await keepScreenshot(page, `development-${theme}-${width}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 860 });
  });

  it("shows nothing of them to another browser, and gives it no file", async () => {
    const other = await openPortal(browser, portal.url);
    await other.page.getByRole("link", { name: "Home" }).first().waitFor();
    await other.page.waitForLoadState("load");
    expect(await banner(other.page).count()).toBe(0);
    expect(
      await other.page
        .getByRole("link", { name: "Radar", exact: true })
        .count(),
    ).toBe(0);
    const status = await other.page.evaluate(
      async (target) => (await fetch(target)).status,
      entry,
    );
    expect(status).toBe(404);
    expect(await statusOf(entry)).toBe(404);
    const cookie = "flyloft-development=no.key";
    const forged = await fetch(entry, { headers: { cookie } });
    expect(forged.status).toBe(404);
    await other.page.context().close();
  });

  it("keeps the cookie from scripts and from other sites", async () => {
    const cookies = await page.context().cookies(entry);
    const own = cookies.find(({ name }) => name === "flyloft-development");
    expect(own).toMatchObject({
      path: "/.flyloft",
      httpOnly: true,
      sameSite: "Strict",
    });
  });

  it("ends at once with Stop, and the command with it", async () => {
    await banner(page).getByRole("button", { name: "Stop" }).click();
    await banner(page).waitFor({ state: "detached" });
    await page
      .getByRole("link", { name: "Radar", exact: true })
      .first()
      .waitFor({ state: "detached" });
    expect(await isMarkedPage(page)).toBe(false);
    const fetched = (target: string) =>
      page.evaluate(async (one) => (await fetch(one)).status, target);
    expect(await fetched(entry)).toBe(404);
    expect(await command?.exited).toEqual({ code: 0, signal: null });
    await page.context().close();
  });

  it("ends a while after the command was killed", async () => {
    page = await openLink(await begin());
    process.kill(command?.pid ?? 0, "SIGKILL");
    await banner(page).waitFor({ state: "detached", timeout: 60_000 });
    await page.context().close();
  });

  it("opens a link once, and for nobody who may not", async () => {
    const link = await begin();
    await setPolicy(portal, "look");
    const other = await openPortal(browser, link);
    await other.page.getByText("MANAGE_FORBIDDEN").waitFor();
    expect(await banner(other.page).count()).toBe(0);
    await other.page.context().close();
    await setPolicy(portal, "allow");

    page = await openLink(link);
    await page.context().close();
    const late = await openPortal(browser, link);
    await late.page
      .getByRole("button", { name: "Show in this browser" })
      .click();
    await late.page.getByText("MANAGE_DEVELOPMENT_TICKET").waitFor();
    await late.page.context().close();
  });

  it("writes down who began, opened and ended them", async () => {
    await command?.stop();
    const response = await portal.fetch("/api/plugin-manager/v1/audit");
    const { items } = (await response.json()) as {
      items: { action: string; actor: string }[];
    };
    const told = items.map(({ action, actor }) => `${action} ${actor}`);
    expect(told).toContain("develop-begin service:ci");
    expect(told).toContain("develop-open user:development/guest");
    expect(told).toContain("develop-end user:development/guest");
    expect(told).toContain("develop-end portal");
  });

  it("refuses what has a backend only, and says what to do", async () => {
    const { exited, log } = await startProcess({
      name: "flyloft plugin dev",
      command: process.execPath,
      args: [CLI, "plugin", "dev", "--url", portal.url, "radar-backend"],
      cwd: dir,
      env: { ...process.env, FLYLOFT_TOKEN: TOKEN },
      ready: /COMMAND_BACKEND_NOT_SHOWN/,
    });
    expect((await exited).code).toBe(3);
    expect(log()).toContain("flyloft plugin pack");
  });
});
