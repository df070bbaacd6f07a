import { describe, expect, it } from "vitest";
import { LogRing } from "./LogRing.ts";

const line = (owner: string, message: string, second = 0) => ({
  owner,
  at: new Date(second * 1000).toISOString(),
  level: "info" as const,
  message,
});

describe("LogRing", () => {
  it("keeps the newest 500 lines of each plugin", () => {
    const ring = new LogRing();
    ring.add(line("quiet", "once"));
    for (let index = 0; index < 600; index++) {
      ring.add(line("noisy", String(index)));
    }
    const kept = ring.read(["noisy"], 1000).map(({ message }) => message);
    expect(kept).toHaveLength(500);
    expect(kept.at(0)).toBe("100");
    expect(kept.at(-1)).toBe("599");
    expect(ring.read(["quiet"], 1000)).toHaveLength(1);
  });

  it("takes no more than so much in all, at the cost of the plugin that says most", () => {
    const ring = new LogRing();
    ring.add(line("quiet", "once"));
    const long = "x".repeat(30_000);
    for (let index = 0; index < 490; index++) ring.add(line("noisy", long));
    const kept = ring.read(["noisy"], 1000);
    const size = kept.reduce((sum, { message }) => sum + message.length, 0);
    expect(size).toBeLessThanOrEqual(8_000_000);
    expect(kept.length).toBeGreaterThan(300);
    expect(ring.read(["quiet"], 1000)).toHaveLength(1);
  });

  it("brings the lines of several owners into their order", () => {
    const ring = new LogRing();
    ring.add(line("@acme/a", "first", 1));
    ring.add(line("@acme/a", "third", 3));
    ring.add(line("a", "second", 2));
    const read = (limit: number) =>
      ring.read(["@acme/a", "a"], limit).map(({ message }) => message);
    expect(read(10)).toEqual(["first", "second", "third"]);
    expect(read(2)).toEqual(["second", "third"]);
  });
});
