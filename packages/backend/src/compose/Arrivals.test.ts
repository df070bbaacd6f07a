import { describe, expect, it } from "vitest";
import { Arrivals } from "./Arrivals.ts";

const todo = { pluginId: "todo", source: "@acme/todo", hosted: false };
const badges = { pluginId: "badges", source: "@acme/badges", hosted: true };
const never = new AbortController().signal;

describe("Arrivals", () => {
  it("expects any plugin until all packages are imported", () => {
    const arrivals = new Arrivals();
    expect(arrivals.isPending("anything")).toBe(true);
    arrivals.group([todo]);
    expect(arrivals.stateOf("anything")).toBeUndefined();
    expect(arrivals.stateOf("Todo")).toBe("starting");
  });

  it("takes what was expected and did not come for failed, but not hosts", () => {
    const arrivals = new Arrivals([todo, badges]);
    arrivals.group([]);
    expect(arrivals.stateOf("todo")).toBe("failed");
    expect(arrivals.stateOf("badges")).toBe("running");
  });

  it("gives an id to the first package that claims it", () => {
    const arrivals = new Arrivals([todo, { ...todo, source: "evil" }]);
    expect(arrivals.ownerOf("TODO")).toBe("@acme/todo");
  });

  it("lets those who wait for one plugin go on with its arrival only", async () => {
    const arrivals = new Arrivals([todo]);
    let isSettled = false;
    const settled = arrivals.untilSettled("todo", never).then(() => {
      isSettled = true;
    });
    arrivals.group([todo, { pluginId: "other", source: "other" }]);
    arrivals.settle("other", "running");
    await new Promise((resolve) => setImmediate(resolve));
    expect(isSettled).toBe(false);
    arrivals.settle("todo", "failed");
    await settled;
  });

  it("stops waiting with the signal", async () => {
    const abort = new AbortController();
    const waiting = new Arrivals().untilSettled("todo", abort.signal);
    abort.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
  });

  it("knows who waits for whom", () => {
    const arrivals = new Arrivals();
    const first = arrivals.wait("a", "b");
    const second = arrivals.wait("a", "b");
    arrivals.wait("a", "c");
    first();
    expect(arrivals.waitsOf("a")).toEqual(["b", "c"]);
    second();
    expect(arrivals.waitsOf("a")).toEqual(["c"]);
    expect(arrivals.waitsOf("b")).toEqual([]);
  });
});
