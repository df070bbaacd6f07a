import { describe, expect, it } from "vitest";
import { FolderSelection } from "./FolderSelection.ts";

describe("FolderSelection", () => {
  it("takes what is in the folder, and nothing of one that begins the same", () => {
    const { select } = new FolderSelection("plugin-one");
    expect(select("plugin-one/dist/a.js")).toBe("dist/a.js");
    expect(select("plugin-one-evil/dist/a.js")).toBeUndefined();
    expect(select("plugin-one")).toBeUndefined();
    expect(select("other/plugin-one/a.js")).toBeUndefined();
  });

  it("takes everything for the root", () => {
    expect(new FolderSelection(".").select("a/b.js")).toBe("a/b.js");
  });

  it.each([
    ["a/b", "a/.wh.b"],
    ["a/b", ".wh.a"],
    ["a/b", "a/.wh..wh..opq"],
    ["a/b", "a/b/.wh..wh..opq"],
    [".", ".wh..wh..opq"],
  ])("notices that all of %s is removed by %s", (folder, whiteout) => {
    const selection = new FolderSelection(folder);
    expect(selection.select(whiteout)).toBeUndefined();
    expect(selection.takeClears()).toBe(true);
    expect(selection.takeClears()).toBe(false);
  });

  it.each([
    ["a/b", "a/.wh.bc"],
    ["a/b", "a/b/.wh.c"],
    ["a/b", "x/.wh..wh..opq"],
    [".", ".wh.a"],
  ])("keeps %s for the whiteout %s", (folder, whiteout) => {
    const selection = new FolderSelection(folder);
    selection.select(whiteout);
    expect(selection.takeClears()).toBe(false);
  });
});
