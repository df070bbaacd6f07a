import type { Locator, Page } from "playwright-core";
import { ENTITY_PAGES } from "./demoCatalog.ts";

/** What a user can see without having to know where it is. */
export interface Survey {
  /** Paths that the navigation and the tabs of entity pages lead to. */
  readonly links: readonly string[];
  /** Headings of cards on entity pages. */
  readonly cards: readonly Spot[];
  /** What failed while that was looked at. */
  readonly problems: readonly string[];
}

/** Pages ask their services, and draw what comes back, within that time. */
const SETTLE_MS = 4_000;

export interface Spot {
  readonly path: string;
  readonly text: string;
}

/** Looks at the navigation and at the demo catalog's entities. */
export async function survey(page: Page, url: string): Promise<Survey> {
  await visit(page, `${url}/plugins`);
  const navigation = page.getByRole("navigation").getByRole("link");
  const links = await readTargets(navigation);
  const cards: Spot[] = [];
  const problems: string[] = [];
  for (const path of ENTITY_PAGES) {
    problems.push(...(await visit(page, url + path)));
    const spot = (text: string) => ({ path, text: text.trim() });
    const below = page.locator(`a[href^="${path}/"]`);
    links.push(...(await readTargets(below)));
    const headings = page.getByRole("main").getByRole("heading");
    cards.push(...(await headings.allInnerTexts()).map(spot));
  }
  return { links: [...new Set(links)], cards, problems };
}

function readTargets(links: Locator): Promise<string[]> {
  return links.evaluateAll((all) =>
    all.map((link) => link.getAttribute("href") ?? ""),
  );
}

/** Opens a page and tells what failed on it. */
export async function visit(page: Page, url: string): Promise<string[]> {
  await page.goto(url);
  return settle(page);
}

/** Waits until the page stays as it is, and tells what failed on it. */
async function settle(page: Page): Promise<string[]> {
  const main = page.getByRole("main").first();
  await main.waitFor({ timeout: 20_000 }).catch(() => undefined);
  // The network is never idle: the page listens for changes of the portal.
  await page.waitForTimeout(SETTLE_MS);
  const where = new URL(page.url()).pathname;
  const panels = page.getByRole("alert").filter({ hasText: "has a problem" });
  const failed = await panels.allInnerTexts();
  const text = await main.innerText().catch(() => "");
  if (text.includes("Nothing hangs here")) failed.push("there is no such page");
  if (text.trim() === "") failed.push("the page stays empty");
  return failed.map((one) => `${where}: ${one.replaceAll(/\s+/g, " ")}`);
}
