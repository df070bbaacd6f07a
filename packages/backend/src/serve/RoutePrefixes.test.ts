import { describe, expect, it } from "vitest";
import { RoutePrefixes } from "./RoutePrefixes.ts";

describe("RoutePrefixes", () => {
  it("finds what contains a path, whatever its case", () => {
    const table = setUp({ "/api/todo": "t", "/a/b/c": "deep", "/flat": "f" });
    expect(table.find("/api/todo")).toBe("t");
    expect(table.find("/API/Todo/x/y")).toBe("t");
    expect(table.find("/api/todos")).toBeUndefined();
    expect(table.find("/api")).toBeUndefined();
    expect(table.find("/a/b/c/d")).toBe("deep");
    expect(table.find("/a/b")).toBeUndefined();
    expect(table.find("/flat/")).toBe("f");
    expect(table.find("/")).toBeUndefined();
  });

  it("takes a prefix out, and only by who put it in", () => {
    const table = setUp({});
    const dispose = table.add("/x", { value: "1", source: "a" });
    dispose();
    table.add("/x", { value: "2", source: "b" });
    dispose();
    expect(table.find("/x")).toBe("2");
  });

  it.each(["/x", "/x/y", "/X/"])("refuses %s beside /x", (path) => {
    const table = setUp({ "/x": "first" });
    expect(() => table.add(path, { value: "second", source: "b" })).toThrow(
      expect.objectContaining({
        code: "SERVE_ROUTE_TAKEN",
        message: expect.stringMatching(/^b mounts .* of a\.$/) as string,
      }),
    );
    expect(table.find("/x")).toBe("first");
  });

  it.each([
    "/",
    "",
    "/api",
    "/API/",
    "/.flyloft",
    "/.flyloft/remotes/x",
    "/.backstage/health",
    "/static",
    "/metrics",
    "/Metrics/x",
  ])("keeps '%s' for the portal", (path) => {
    const table = setUp({});
    expect(() => table.add(path, { value: "x", source: "evil" })).toThrow(
      expect.objectContaining({ code: "SERVE_ROUTE_RESERVED" }),
    );
  });

  it("lets the portal have its own", () => {
    const table = setUp({});
    table.add("/.backstage/x", { value: "p", source: undefined });
    expect(table.find("/.backstage/x/y")).toBe("p");
  });
});

function setUp(routes: Readonly<Record<string, string>>) {
  const table = new RoutePrefixes<string>();
  for (const [path, value] of Object.entries(routes)) {
    table.add(path, { value, source: "a" });
  }
  return table;
}
