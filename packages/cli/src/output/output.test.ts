import { describe, expect, it } from "vitest";
import type { Job, JobStep } from "@flyloft/management";
import { JobProgress } from "./JobProgress.ts";
import { createPaint } from "./Paint.ts";
import { formatTable } from "./formatTable.ts";
import { plain } from "./plainText.ts";

const PLAIN = createPaint({ isTTY: false, env: {}, isRefused: false });

describe("colours", () => {
  it.each([
    [{ isTTY: true, env: {}, isRefused: false }, true],
    [{ isTTY: false, env: {}, isRefused: false }, false],
    [{ isTTY: true, env: { NO_COLOR: "1" }, isRefused: false }, false],
    [{ isTTY: true, env: { NO_COLOR: "" }, isRefused: false }, true],
    [{ isTTY: true, env: { TERM: "dumb" }, isRefused: false }, false],
    [{ isTTY: false, env: { FORCE_COLOR: "1" }, isRefused: false }, true],
    [{ isTTY: true, env: { FORCE_COLOR: "0" }, isRefused: false }, false],
    [{ isTTY: true, env: { FORCE_COLOR: "1" }, isRefused: true }, false],
  ])("with %j: %j", (conditions, isColoured) => {
    const text = createPaint(conditions).bad("x");
    expect(text !== "x").toBe(isColoured);
  });
});

it("a table's columns are as wide as what is seen, with colours and without", () => {
  const paint = createPaint({ isTTY: true, env: {}, isRefused: false });
  const table = (stroke: typeof paint) =>
    formatTable(
      ["name", "state"],
      [
        [stroke.good("a"), "x"],
        ["long name", "y"],
      ],
      PLAIN,
    );
  expect(table(PLAIN)).toEqual([
    "NAME       STATE",
    "a          x",
    "long name  y",
  ]);
  expect(table(paint)[1]).toContain("          x");
});

it("texts of packages say nothing to the terminal", () => {
  expect(plain("a\u001b[31mred\u001b]0;title\u0007\nb\u009b1A")).not.toMatch(
    // oxlint-disable-next-line no-control-regex -- What is looked for.
    /[\u0000-\u001f\u007f-\u009f]/,
  );
});

describe("the progress of a job", () => {
  const step = (text: string, more: Partial<JobStep> = {}): JobStep => ({
    at: "2026-01-01T00:00:00Z",
    text,
    ...more,
  });
  const job = (...steps: JobStep[]): Job => ({
    id: "1",
    kind: "install",
    actor: "user",
    state: "running",
    createdAt: "2026-01-01T00:00:00Z",
    steps,
  });

  function follow(isInteractive: boolean): string {
    let written = "";
    const write = (text: string) => void (written += text);
    const progress = new JobProgress(
      { isInteractive, columns: 80, write },
      PLAIN,
    );
    const bytes = { stage: "fetch", total: 4_000_000 } as const;
    progress.onJob(job());
    progress.onJob(job(step("radar", { ...bytes, received: 1_000_000 })));
    progress.onJob(job(step("radar", { ...bytes, received: 4_000_000 })));
    progress.onJob(
      job(step("radar", { ...bytes, received: 4_000_000 }), step("done")),
    );
    progress.end();
    return written;
  }

  it("is one line per step for a log", () => {
    expect(follow(false)).toBe(
      "  fetch    radar (4.0 MB of 4.0 MB)\n           done\n",
    );
  });

  it("is written over in a terminal", () => {
    expect(follow(true)).toContain("1.0 MB of 4.0 MB)\n\u001b[1A\u001b[2K");
  });
});
