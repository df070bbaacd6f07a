import { describe, expect, it } from "vitest";
import {
  type Filters,
  filterViews,
  isFiltered,
  matchesSearch,
  readFilters,
  writeFilters,
} from "./filterViews.ts";
import { mergeReports } from "./mergeReports.ts";
import { reportOf } from "./reportOf.fixture.ts";

const ALL: Filters = { search: "", isBuiltIn: false, hasUpdate: false };

const views = mergeReports(
  [
    reportOf("@acme/cost", {
      title: "Costs",
      author: "Acme",
      category: "Data",
    }),
    reportOf("@acme/radar", { source: "oci", isBuiltIn: true }),
    reportOf("clock", { status: { state: "disabled" }, category: "UI" }),
  ],
  [],
);

const named = (filters: Partial<Filters>, updates: string[] = []) =>
  filterViews(views, { ...ALL, ...filters }, new Set(updates)).map(
    ({ report }) => report.name,
  );

describe("the list of plugins", () => {
  it("is narrowed by category, source, state, built-in and updates", () => {
    expect(named({})).toHaveLength(3);
    expect(named({ category: "Data" })).toEqual(["@acme/cost"]);
    expect(named({ source: "oci" })).toEqual(["@acme/radar"]);
    expect(named({ state: "disabled" })).toEqual(["clock"]);
    expect(named({ isBuiltIn: true })).toEqual(["@acme/radar"]);
    expect(named({ hasUpdate: true }, ["clock"])).toEqual(["clock"]);
    expect(named({ category: "UI", isBuiltIn: true })).toEqual([]);
  });

  it("finds plugins by words of title, name, description, author, category, reference and version", () => {
    const [costs] = views.filter(({ title }) => title === "Costs");
    const finds = (search: string) => costs && matchesSearch(costs, search);
    expect(finds("COSTS acme data")).toBe(true);
    expect(finds("cost radar")).toBe(false);
    expect(finds("  ")).toBe(true);
  });
});

describe("the address of the list", () => {
  it("keeps filters, and what else it holds", () => {
    const filters: Filters = {
      search: "cost radar",
      category: "Integration",
      source: "npm",
      state: "failed",
      isBuiltIn: true,
      hasUpdate: true,
    };
    const address = writeFilters(new URLSearchParams("job=7"), filters);
    expect(address.get("job")).toBe("7");
    expect(readFilters(address)).toEqual(filters);
    expect(writeFilters(address, ALL).toString()).toBe("job=7");
  });

  it("passes over what it doesn't know", () => {
    const filters = readFilters(
      new URLSearchParams("category=Hats&state=toString&source=npm"),
    );
    expect(filters).toMatchObject({ source: "npm" });
    expect(filters.category).toBeUndefined();
    expect(filters.state).toBeUndefined();
    expect(isFiltered(filters)).toBe(true);
    expect(isFiltered(ALL)).toBe(false);
  });
});
