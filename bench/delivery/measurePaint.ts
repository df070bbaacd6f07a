import { launchChromium } from "../../scripts/services/launchChromium.ts";

/**
 * Milliseconds from the start of the navigation until the frame in which the last card is there, in a browser that
 * was never anywhere.
 */
export async function measurePaint(
  url: string,
  cards: number,
): Promise<number> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("requestfailed", (failed) => problems.push(failed.url()));
    await page.addInitScript(notePaint, cards);
    await page.goto(url, { waitUntil: "commit" });
    const painted = await page
      .waitForFunction(
        () => (globalThis as PaintGlobal).benchPaintedAt,
        undefined,
        { timeout: 60_000, polling: 100 },
      )
      .catch((cause: unknown) => {
        const seen = problems.join("; ") || "no problem in the page";
        throw new Error(`${url} shows no ${cards} cards: ${seen}`, { cause });
      });
    return (await painted.jsonValue()) ?? Number.NaN;
  } finally {
    await browser.close();
  }
}

interface PaintGlobal {
  benchPaintedAt?: number;
}

/** Runs in the page. Two frames later, what the observer saw is on the screen. */
function notePaint(cards: number): void {
  const observer = new MutationObserver(() => {
    const shown = document.querySelectorAll("[data-bench-card]").length;
    if (shown < cards) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        (globalThis as PaintGlobal).benchPaintedAt = performance.now();
      });
    });
  });
  observer.observe(document, { childList: true, subtree: true });
}
