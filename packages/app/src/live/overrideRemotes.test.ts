import type { RemoteDescription } from "@flyloft/plugin-core";
import { expect, it } from "vitest";
import { overrideRemotes } from "./overrideRemotes.ts";

const remote = (
  packageName: string,
  name = packageName,
): RemoteDescription => ({
  packageName,
  pluginId: undefined,
  version: "1.0.0",
  name,
  entry: `/${name}.js`,
  integrity: "",
  exposes: ["."],
});

it("puts others in the place of those of the same package, which decides between plugins, and new ones last", () => {
  const names = overrideRemotes(
    [remote("a"), remote("b"), remote("c")],
    [remote("d", "d1"), remote("b", "b1")],
  ).map(({ name }) => name);
  expect(names).toEqual(["a", "b1", "c", "d1"]);
});
