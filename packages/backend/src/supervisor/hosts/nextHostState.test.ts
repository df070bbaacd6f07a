import { describe, expect, it } from "vitest";
import {
  type HostEvent,
  type HostLife,
  NEW_HOST,
  nextHostState,
} from "./nextHostState.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const after = (...events: readonly HostEvent[]): HostLife =>
  events.reduce(nextHostState, NEW_HOST);
const ready = (at: number): HostEvent => ({ type: "ready", at });
const crashed = (at: number): HostEvent => ({ type: "crashed", at });
const due: HostEvent = { type: "due" };

describe("a host", () => {
  it("waits a second after its first crash, and two after the next", () => {
    const once = after(ready(0), crashed(10));
    expect(once.phase).toEqual({ name: "waiting", until: 10 + SECOND });
    const twice = [due, ready(2000), crashed(3000)].reduce(nextHostState, once);
    expect(twice.phase).toEqual({ name: "waiting", until: 3000 + 2 * SECOND });
    expect(twice.restarts).toBe(1);
  });

  it("waits up to a minute where its crashes are too far apart to open the breaker", () => {
    let life = NEW_HOST;
    const waits: number[] = [];
    for (let crash = 1; crash <= 8; crash++) {
      const at = crash * 4 * MINUTE;
      life = [ready(at - MINUTE), crashed(at)].reduce(nextHostState, life);
      if (life.phase.name === "waiting") waits.push(life.phase.until - at);
      life = nextHostState(life, due);
    }
    expect(waits).toEqual(
      [1, 2, 4, 8, 16, 32, 60, 60].map((each) => each * SECOND),
    );
  });

  it("begins with a second again after five minutes up", () => {
    const life = after(
      ready(0),
      crashed(1),
      due,
      ready(2),
      crashed(6 * MINUTE),
    );
    expect(life.phase).toEqual({
      name: "waiting",
      until: 6 * MINUTE + SECOND,
    });
  });

  const open = after(crashed(0), due, crashed(SECOND), due, crashed(MINUTE));

  it("is left alone for five minutes after three crashes in five", () => {
    expect(open.phase).toEqual({ name: "open", until: 6 * MINUTE });
  });

  it("has one trial then: another crash opens the breaker again at once", () => {
    const trial = nextHostState(open, due);
    expect(trial.phase).toEqual({ name: "starting", isTrial: true });
    const at = 6 * MINUTE + SECOND;
    expect(nextHostState(trial, crashed(at)).phase).toEqual({
      name: "open",
      until: at + 5 * MINUTE,
    });
    const passed = [ready(at), crashed(at + 1)].reduce(nextHostState, trial);
    expect(passed.phase.name).toBe("waiting");
  });

  it("forgets its crashes with a retry", () => {
    const life = [{ type: "retry" } as const, ready(1), crashed(2)].reduce(
      nextHostState,
      open,
    );
    expect(life.phase).toEqual({ name: "waiting", until: 2 + SECOND });
    expect(life.restarts).toBe(3);
  });

  it("stays stopped", () => {
    const stopped = after({ type: "stop" });
    for (const event of [ready(1), crashed(1), due, { type: "retry" }]) {
      expect(() => nextHostState(stopped, event as HostEvent)).toThrow(
        /stopped/,
      );
    }
  });
});
