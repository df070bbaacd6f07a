import { expect, it } from "vitest";
import { LiveStatus } from "./LiveStatus.ts";
import { pageAt } from "./pageAt.ts";

const page = (path: string, pluginId = path.slice(1)) => ({
  path,
  pluginId,
  title: pluginId,
});

it("remembers the pages that are gone until they are back", () => {
  const status = new LiveStatus(1);
  status.notePages([page("/radar"), page("/links")]);
  status.notePages([page("/links")]);
  status.notePages([]);
  const removed = () =>
    status
      .snapshot()
      .removedPages.map(({ path }) => path)
      .sort();
  expect(removed()).toEqual(["/links", "/radar"]);
  status.notePages([page("/radar")]);
  expect(removed()).toEqual(["/links"]);
});

it("finds the page below which a path lies, the start page only at the start", () => {
  const pages = [
    page("/", "home"),
    page("/catalog"),
    page("/catalog/:namespace/:kind/:name", "entity"),
  ];
  const idAt = (path: string) => pageAt(pages, path)?.pluginId;
  expect(idAt("/")).toBe("home");
  expect(idAt("/catalog")).toBe("catalog");
  expect(idAt("/catalog/default/component/x/docs")).toBe("entity");
  expect(idAt("/catalogue")).toBeUndefined();
});
