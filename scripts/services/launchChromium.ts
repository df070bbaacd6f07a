import { type Browser, chromium } from "playwright-core";
import { findBinary } from "./findBinary.ts";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Debian's Chromium without a window. The caller closes it; it also ends with this process. */
export function launchChromium(
  flags: readonly string[] = [],
): Promise<Browser> {
  return chromium.launch({
    executablePath: findBinary("chromium", "/usr/bin/chromium", "chromium"),
    args: [...FLAGS, ...flags],
  });
}
