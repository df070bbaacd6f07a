import { describe, expect, it } from "vitest";
import { foreignRoute } from "./foreignRoute.ts";
import type { HostPlan } from "./planHosts.ts";

const known = { pluginId: "todo", plugins: [] } as unknown as HostPlan;
const unknown = { pluginId: undefined, plugins: [] } as unknown as HostPlan;
const taken = new Set(["catalog"]);

describe("a host's route", () => {
  it.each([["/api/todo"], ["/api/todo/more"], ["/API/Todo/"], ["/webhooks"]])(
    "may be %s",
    (route) => {
      expect(foreignRoute(known, [route], taken)).toBeUndefined();
    },
  );

  it.each([
    ["/"],
    [""],
    ["/api"],
    ["/api/"],
    ["/api/catalog"],
    ["/API/Catalog"],
  ])("may not be %j", (route) => {
    const code = "SUPERVISE_HOST_FOREIGN_ROUTE";
    const routes = ["/api/todo", route];
    expect(foreignRoute(known, routes, taken)).toMatchObject({ code });
    expect(foreignRoute(unknown, routes, taken)).toMatchObject({ code });
  });

  it("may be anything that nobody has where its package doesn't tell the id", () => {
    expect(foreignRoute(unknown, ["/api/free"], taken)).toBeUndefined();
    expect(foreignRoute(known, ["/api/free"], taken)).toBeDefined();
  });
});
