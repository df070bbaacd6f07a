import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { root } from "../scripts/paths.ts";

const screenshots = path.join(root, "node_modules/.cache/flyloft/screenshots");

export interface OpenPage {
  readonly page: Page;
  /** Uncaught errors and refused resources; what a user would see in the browser's console. */
  readonly problems: readonly string[];
}

/** A page of the portal in a fresh browser context, signed in as the guest. */
export async function openPortal(
  browser: Browser,
  url: string,
  options?: BrowserContextOptions,
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("response", (response) => {
    if (response.status() >= 400) {
      problems.push(`${response.status()} ${response.url()}`);
    }
  });
  page.on("console", (message) => {
    if (/Content.Security.Policy|integrity/i.test(message.text())) {
      problems.push(message.text());
    }
  });
  await page.goto(url);
  return { page, problems };
}

/** Keeps what the page shows, for a person to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({
    path: path.join(screenshots, `${name}.png`),
    fullPage: false,
    animations: "disabled",
  });
}
