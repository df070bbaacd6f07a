import { describe, expect, it } from "vitest";
import { type LayerTree, mergeLayers } from "./mergeLayers.ts";

function layerOf(paths: readonly string[], clears = false): LayerTree {
  const files = paths.map((path) => ({
    path,
    mode: 0o644,
    size: 1,
    sha256: "",
  }));
  return { files, clears };
}

function merge(...layers: readonly (readonly string[])[]) {
  const merged = mergeLayers(layers.map((paths) => layerOf(paths)));
  return merged.map(({ file, layer }) => `${layer}:${file.path}`).sort();
}

describe("mergeLayers", () => {
  it("lets the later layer win on the same path", () => {
    expect(merge(["a", "b"], ["b", "c"])).toEqual(["0:a", "1:b", "1:c"]);
  });

  it("removes what a whiteout names, and only that", () => {
    expect(merge(["a", "ab", "d/x", "d/y"], [".wh.a", "d/.wh.x"])).toEqual([
      "0:ab",
      "0:d/y",
    ]);
  });

  it("removes a whole folder by one whiteout", () => {
    expect(merge(["d/x", "d/e/y", "de/z"], [".wh.d"])).toEqual(["0:de/z"]);
  });

  it("empties an opaque folder before it adds to it", () => {
    expect(merge(["d/x", "e"], ["d/.wh..wh..opq", "d/new"])).toEqual([
      "0:e",
      "1:d/new",
    ]);
    expect(merge(["d/x", "e"], [".wh..wh..opq"])).toEqual([]);
  });

  it("keeps a layer's own file beside its whiteout of the same name", () => {
    expect(merge(["a"], [".wh.a", "a"])).toEqual(["1:a"]);
  });

  it("replaces a folder by a file and a file by a folder", () => {
    expect(merge(["d/x", "f"], ["d", "f/y"])).toEqual(["1:d", "1:f/y"]);
  });

  it("forgets everything below a layer that clears the selected folder", () => {
    const layers = [layerOf(["a"]), layerOf(["b"], true), layerOf(["c"])];
    expect(mergeLayers(layers).map(({ file }) => file.path)).toEqual([
      "b",
      "c",
    ]);
  });
});
