import type { PluginReport, PluginStatus } from "@flyloft/plugin-core";
import { describe, expect, it } from "vitest";
import { PluginBoard } from "./PluginBoard.ts";

const reason = { code: "LOAD_THREW", message: "m", hint: "h" };
const retryAt = "2026-01-01T00:00:00.000Z";

describe("PluginBoard", () => {
  it("waits for all units that a package takes part in", () => {
    const board = boardWith({ state: "starting" });
    board.expect("todo", 2);
    board.started("todo");
    expect(stateOf(board)).toBe("starting");
    board.started("todo");
    expect(stateOf(board)).toBe("active");
  });

  it("keeps the first reason of a package that failed", () => {
    const board = boardWith({ state: "starting" });
    board.failed("todo", reason);
    board.failed("todo", { ...reason, message: "later" });
    board.started("todo");
    expect(board.reports[0]?.status).toEqual({ state: "failed", reason });
  });

  it("follows a process through its restarts, also more than once", () => {
    const board = boardWith({ state: "starting" });
    board.started("todo");
    for (let restart = 0; restart < 2; restart++) {
      board.restarting("todo", reason, retryAt);
      expect(board.reports[0]?.status).toEqual({
        state: "restarting",
        reason,
        retryAt,
      });
      board.started("todo");
      expect(stateOf(board)).toBe("active");
    }
    board.restarting("todo", reason, retryAt);
    board.failed("todo", reason);
    expect(stateOf(board)).toBe("failed");
    board.retried("todo");
    expect(stateOf(board)).toBe("starting");
  });

  it("keeps the facts of a process apart from the state", () => {
    const board = boardWith({ state: "active" });
    const process = { pid: 42, restarts: 1, memory: 1024 };
    const isolation = {
      asked: "process",
      inForce: "process",
      mechanisms: [],
    } as const;
    board.describe("todo", { isolation });
    board.describe("todo", { process });
    expect(board.reports[0]).toMatchObject({ isolation, process });
    expect(stateOf(board)).toBe("active");
  });

  it("leaves disabled packages alone", () => {
    const board = boardWith({ state: "disabled" });
    board.started("todo");
    board.failed("todo", reason);
    expect(stateOf(board)).toBe("disabled");
  });
});

function boardWith(status: PluginStatus): PluginBoard {
  const report: PluginReport = {
    name: "todo",
    version: "1.0.0",
    description: undefined,
    pluginId: "todo",
    source: "folder",
    reference: "./todo",
    digest: undefined,
    parts: { backend: true, frontend: false },
    status,
    warnings: [],
    stale: false,
  };
  return new PluginBoard([report]);
}

function stateOf(board: PluginBoard) {
  return board.reports[0]?.status.state;
}
