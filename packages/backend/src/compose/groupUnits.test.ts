import type { BackendFeature } from "@backstage/backend-plugin-api";
import { describe, expect, it } from "vitest";
import { groupUnits } from "./groupUnits.ts";
import type { Member } from "./Unit.ts";

const feature = {} as BackendFeature;

describe("groupUnits", () => {
  it("puts modules to their plugin", () => {
    const { units, refusals } = groupUnits([
      member("m", "todo", "extra"),
      member("p", "todo"),
    ]);
    expect(units.map(sourcesOf)).toEqual([["p", "m"]]);
    expect(refusals).toEqual([]);
  });

  it("refuses the second plugin with an id", () => {
    const { units, refusals } = groupUnits([
      member("first", "todo"),
      member("second", "todo"),
    ]);
    expect(units.map(sourcesOf)).toEqual([["first"]]);
    expect(refusals).toMatchObject([
      { source: "second", error: { code: "COMPOSE_DUPLICATE_PLUGIN" } },
    ]);
  });

  it("gives an id to the package that is entitled to it, also where another comes first", () => {
    const members = [member("evil", "todo"), member("real", "todo")];
    const { units, refusals } = groupUnits(members, () => "real");
    expect(units.map(sourcesOf)).toEqual([["real"]]);
    expect(refusals[0]?.source).toBe("evil");
    expect(refusals[0]?.error.message).toContain("real");
  });

  it("leaves an id free where the one who is entitled to it did not come", () => {
    const { units, refusals } = groupUnits(
      [member("evil", "todo")],
      () => "real",
    );
    expect(units).toEqual([]);
    expect(refusals).toHaveLength(1);
  });

  it("refuses a module without its plugin", () => {
    const { refusals } = groupUnits([member("m", "todo", "extra")]);
    expect(refusals[0]?.error.code).toBe("COMPOSE_PLUGIN_MISSING");
  });
});

function member(source: string, pluginId: string, moduleId?: string): Member {
  return { source, pluginId, moduleId, feature };
}

function sourcesOf({ members }: { members: readonly Member[] }) {
  return members.map(({ source }) => source);
}
