import { expect, it } from "vitest";
import { legacyPageName } from "./legacyPageName.ts";

it("names a page after its component and path, so that one component can have two pages", () => {
  const importName = "TechRadarPage";
  expect(legacyPageName({ importName, path: "/" })).toBe("tech-radar-page");
  expect(legacyPageName({ importName, path: "/radar/v2" })).toBe(
    "tech-radar-page-radar-v2",
  );
});
