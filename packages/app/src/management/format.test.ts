import { expect, it } from "vitest";
import { formatAgo, formatBytes } from "./format.ts";

it("says how long ago something was in the largest unit that fits", () => {
  const now = Date.parse("2026-05-02T12:00:00Z");
  const ago = (iso: string) => formatAgo(iso, now);
  expect(ago("2026-05-02T11:59:40Z")).toBe("just now");
  expect(ago("2026-05-02T11:45:00Z")).toBe("15 minutes ago");
  expect(ago("2026-05-01T12:00:00Z")).toBe("yesterday");
  expect(ago("2024-05-01T12:00:00Z")).toBe("2 years ago");
});

it("writes sizes with two digits that say something", () => {
  expect(formatBytes(0)).toBe("0 B");
  expect(formatBytes(999)).toBe("999 B");
  expect(formatBytes(1_250_000)).toBe("1.3 MB");
  expect(formatBytes(52_428_800)).toBe("52 MB");
});
