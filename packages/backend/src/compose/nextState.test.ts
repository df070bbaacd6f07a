import type { PluginStatus } from "@flyloft/plugin-core";
import { describe, expect, it } from "vitest";
import { nextState } from "./nextState.ts";

const reason = { code: "LOAD_THREW", message: "m", hint: "h" };
const failed: PluginStatus = { state: "failed", reason };

describe("nextState", () => {
  it("leads from starting to active or failed", () => {
    const starting: PluginStatus = { state: "starting" };
    expect(nextState(starting, { type: "started" })).toEqual({
      state: "active",
    });
    expect(nextState(starting, { type: "failed", reason })).toEqual(failed);
  });

  it("lets an active plugin fail", () => {
    expect(nextState({ state: "active" }, { type: "failed", reason })).toEqual(
      failed,
    );
  });

  it("refuses what can't happen", () => {
    expect(() => nextState({ state: "disabled" }, { type: "started" })).toThrow(
      "A disabled plugin does not accept 'started'.",
    );
    expect(() => nextState(failed, { type: "started" })).toThrow();
    expect(() => nextState({ state: "active" }, { type: "started" })).toThrow();
  });
});
