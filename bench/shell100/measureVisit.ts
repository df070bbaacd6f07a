import type { Browser, CDPSession } from "playwright-core";
import { type Frame, speedIndexOf } from "./speedIndexOf.ts";

/** How a visitor's machine and network are. */
export interface Preset {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** How many times slower than this machine. */
  readonly cpu: number;
  readonly latencyMs: number;
  readonly kilobitsDown: number;
  readonly kilobitsUp: number;
}

export interface Target {
  readonly url: string;
  readonly selector: string;
  /** The visit is over when so many are there. */
  readonly count: number;
}

/** Times in milliseconds since the navigation began. */
export interface Visit {
  readonly firstPaint: number;
  readonly largestPaint: number;
  /** What is seen on average until everything is, as Lighthouse's Speed Index. */
  readonly speedIndex: number;
  /** Of tasks longer than 50 ms after the first paint, what is above that. */
  readonly blocked: number;
  /** The largest burst of layout shifts, without a unit. */
  readonly shift: number;
  /** The frame with the last of them. */
  readonly complete: number;
  readonly kilobytes: number;
  readonly requests: number;
}

interface Noted {
  firstPaint: number;
  largestPaint: number;
  tasks: { readonly start: number; readonly duration: number }[];
  shifts: { readonly at: number; readonly value: number }[];
  complete: number;
}

type NotedGlobal = typeof globalThis & { benchNoted: Noted };

const QUIET_MS = 2_000;

/** Visits a page in a browser that was never anywhere. */
export async function measureVisit(
  browser: Browser,
  preset: Preset,
  target: Target,
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: preset.width, height: preset.height },
    deviceScaleFactor: preset.scale,
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const traffic = await throttle(session, preset);
  await page.addInitScript(note, {
    selector: target.selector,
    count: target.count,
  });
  const film = await startFilm(session);
  await page.goto(target.url, { waitUntil: "commit", timeout: 120_000 });
  await page.waitForFunction(
    () => (globalThis as NotedGlobal).benchNoted.complete > 0,
    undefined,
    { timeout: 120_000, polling: 250 },
  );
  // Late shifts and tasks count, too.
  await page.waitForTimeout(QUIET_MS);
  const noted = await page.evaluate(
    () => (globalThis as NotedGlobal).benchNoted,
  );
  const origin = await page.evaluate(() => performance.timeOrigin);
  const frames = await film();
  await context.close();
  return {
    firstPaint: noted.firstPaint,
    largestPaint: noted.largestPaint,
    speedIndex: await speedIndexOf(browser, frames, origin),
    blocked: blockedOf(noted),
    shift: shiftOf(noted),
    complete: noted.complete,
    ...traffic(),
  };
}

/** Gives what was transferred so far. */
async function throttle(session: CDPSession, preset: Preset) {
  let bytes = 0;
  let requests = 0;
  session.on("Network.requestWillBeSent", () => (requests += 1));
  session.on("Network.dataReceived", ({ encodedDataLength }) => {
    // Streams tell nothing at their end.
    bytes += Math.max(0, encodedDataLength);
  });
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: preset.latencyMs,
    downloadThroughput: (preset.kilobitsDown * 1024) / 8,
    uploadThroughput: (preset.kilobitsUp * 1024) / 8,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: preset.cpu });
  return () => ({ kilobytes: bytes / 1000, requests });
}

/** Films what is painted. What is returned ends it. */
async function startFilm(session: CDPSession): Promise<() => Promise<Frame[]>> {
  const frames: Frame[] = [];
  session.on("Page.screencastFrame", ({ data, metadata, sessionId }) => {
    frames.push({ at: (metadata.timestamp ?? 0) * 1000, data });
    session
      .send("Page.screencastFrameAck", { sessionId })
      .catch(() => undefined);
  });
  await session.send("Page.startScreencast", {
    format: "jpeg",
    quality: 40,
    maxWidth: 300,
    maxHeight: 300,
  });
  return async () => {
    await session.send("Page.stopScreencast");
    return frames;
  };
}

/** https://web.dev/articles/tbt; until the cards are there, where Lighthouse goes on until the page is quiet. */
function blockedOf({ tasks, firstPaint }: Noted): number {
  return tasks
    .filter(({ start, duration }) => start + duration > firstPaint)
    .reduce((sum, { duration }) => sum + Math.max(0, duration - 50), 0);
}

/** https://web.dev/articles/cls: bursts are at most a second apart, and five seconds long. */
function shiftOf({ shifts }: Noted): number {
  let most = 0;
  let sum = 0;
  let began = -Infinity;
  let last = -Infinity;
  for (const { at, value } of shifts) {
    const goesOn = at - last < 1000 && at - began < 5000;
    sum = goesOn ? sum + value : value;
    if (!goesOn) began = at;
    last = at;
    most = Math.max(most, sum);
  }
  return most;
}

/** Runs in the page, before everything else. */
function note({ selector, count }: { selector: string; count: number }): void {
  const noted: Noted = {
    firstPaint: 0,
    largestPaint: 0,
    tasks: [],
    shifts: [],
    complete: 0,
  };
  (globalThis as NotedGlobal).benchNoted = noted;
  const observe = (type: string, take: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
    });
  observe("paint", ({ name, startTime }) => {
    if (name === "first-contentful-paint") noted.firstPaint = startTime;
  });
  observe("largest-contentful-paint", ({ startTime }) => {
    noted.largestPaint = startTime;
  });
  observe("longtask", ({ startTime, duration }) => {
    noted.tasks.push({ start: startTime, duration });
  });
  observe("layout-shift", (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & {
      readonly value: number;
      readonly hadRecentInput: boolean;
    };
    if (!hadRecentInput) noted.shifts.push({ at: entry.startTime, value });
  });
  const watch = new MutationObserver(() => {
    if (document.querySelectorAll(selector).length < count) return;
    watch.disconnect();
    // Two frames later, what was seen here is on the screen.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        noted.complete = performance.now();
      }),
    );
  });
  watch.observe(document, { childList: true, subtree: true });
}
