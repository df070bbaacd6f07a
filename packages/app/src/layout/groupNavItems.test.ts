import { expect, it } from "vitest";
import { groupNavItems } from "./groupNavItems.ts";

it("starts with the start page, sorts plugins by title and ends with the portal's own pages", () => {
  const item = (href: string, title: string) => ({ href, title });
  const groups = groupNavItems([
    item("/settings", "Settings"),
    item("/radar", "Tech Radar"),
    item("/plugins", "Plugins"),
    item("/catalog", "Catalog"),
    item("/costs", "Costs"),
    item("/", "Home"),
  ]);
  const titles = (items: readonly { title: string }[]) =>
    items.map(({ title }) => title);
  expect(titles(groups.main)).toEqual(["Home", "Catalog"]);
  expect(titles(groups.plugins)).toEqual(["Costs", "Tech Radar"]);
  expect(titles(groups.manage)).toEqual(["Plugins", "Settings"]);
});
