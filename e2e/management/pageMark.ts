import type { Page } from "playwright-core";

/** Marks the page as it is loaded now. */
export function markPage(page: Page): Promise<unknown> {
  return page.evaluate(() => Object.assign(window, { unloaded: "no" }));
}

/** Whether the page is the one that was marked, not one that was loaded again. */
export function isMarkedPage(page: Page): Promise<boolean> {
  return page.evaluate(() => "unloaded" in window);
}
