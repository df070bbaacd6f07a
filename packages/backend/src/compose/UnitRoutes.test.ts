import { describe, expect, it } from "vitest";
import { RoutePrefixes } from "../serve/RoutePrefixes.ts";
import { Arrivals } from "./Arrivals.ts";
import { pluginIdOf, UnitRoutes } from "./UnitRoutes.ts";

type Handler = Parameters<UnitRoutes["mount"]>[1];
const handler = (() => undefined) as unknown as Handler;

describe("the routes of a unit", () => {
  it("may lie below its own id, and where nobody is", () => {
    const { routesOf, table } = setUp();
    routesOf("todo").mount("/api/todo", handler);
    routesOf("todo").mount("/.well-known/todo", handler);
    routesOf("todo").mount("/api/nobody", handler);
    expect(table.prefixes).toHaveLength(3);
  });

  it("may not lie below another plugin's id, though it has not come yet", () => {
    const { routesOf } = setUp();
    const evil = routesOf("evil");
    for (const path of ["/api/todo", "/API/Todo/", "/api/todo/deeper"]) {
      expect(() => evil.mount(path, handler)).toThrow(
        expect.objectContaining({
          code: "SERVE_ROUTE_RESERVED",
          message: expect.stringMatching(/@acme\/evil.*@acme\/todo/) as string,
        }),
      );
    }
  });

  it("go with the unit, and come no more", () => {
    const { routesOf, table } = setUp();
    const routes = routesOf("todo");
    routes.mount("/api/todo", handler);
    routes.dispose();
    routes.mount("/todo", handler);
    expect(table.prefixes).toEqual([]);
  });
});

describe("pluginIdOf", () => {
  it.each([
    ["/api/todo", "todo"],
    ["/api/Todo/x?y=/api/z", "todo"],
    ["/api/todo?x", "todo"],
    ["/api", undefined],
    ["/api/", undefined],
    ["/x/api/todo", undefined],
  ])("%s: %s", (url, id) => {
    expect(pluginIdOf(url)).toBe(id);
  });
});

function setUp() {
  const table = new RoutePrefixes<Handler>();
  const arrivals = new Arrivals(
    ["todo", "evil"].map((pluginId) => ({
      pluginId,
      source: `@acme/${pluginId}`,
      hosted: false,
    })),
  );
  const routes = {
    mount: (path: string, value: Handler, source?: string) =>
      table.add(path, { value, source }),
  };
  const routesOf = (pluginId: string) =>
    new UnitRoutes(
      { routes, arrivals },
      { source: `@acme/${pluginId}`, pluginId },
    );
  return { table, routesOf };
}
