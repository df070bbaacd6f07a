import type { PluginStatus } from "@flyloft/plugin-core";
import { describe, expect, it } from "vitest";
import { nextState } from "./nextState.ts";

const reason = { code: "LOAD_THREW", message: "m", hint: "h" };
const retryAt = "2026-01-01T00:00:00.000Z";
const disabled: PluginStatus = { state: "disabled" };
const starting: PluginStatus = { state: "starting" };
const active: PluginStatus = { state: "active" };
const restarting: PluginStatus = { state: "restarting", reason, retryAt };
const failed: PluginStatus = { state: "failed", reason };

describe("nextState", () => {
  it("leads from starting to active or failed", () => {
    expect(nextState(starting, { type: "started" })).toEqual(active);
    expect(nextState(starting, { type: "failed", reason })).toEqual(failed);
  });

  it("lets an active plugin fail", () => {
    expect(nextState(active, { type: "failed", reason })).toEqual(failed);
  });

  it("leads through restarting back to active, or to failed", () => {
    const event = { type: "restarting", reason, retryAt } as const;
    expect(nextState(active, event)).toEqual(restarting);
    expect(nextState(starting, event)).toEqual(restarting);
    expect(nextState(restarting, event)).toEqual(restarting);
    expect(nextState(restarting, { type: "started" })).toEqual(active);
    expect(nextState(restarting, { type: "failed", reason })).toEqual(failed);
  });

  it("starts what failed anew on request only", () => {
    expect(nextState(failed, { type: "retried" })).toEqual(starting);
    expect(() => nextState(failed, { type: "started" })).toThrow();
    expect(() => nextState(active, { type: "retried" })).toThrow();
  });

  it("refuses what can't happen", () => {
    expect(() => nextState(disabled, { type: "started" })).toThrow(
      "A disabled plugin does not accept 'started'.",
    );
    expect(() => nextState(active, { type: "started" })).toThrow();
    expect(() =>
      nextState(failed, { type: "restarting", reason, retryAt }),
    ).toThrow();
  });
});
