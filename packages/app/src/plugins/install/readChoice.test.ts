import { expect, it } from "vitest";
import { installPath } from "../../management/pluginPath.ts";
import { readChoice } from "./readChoice.ts";

it("reads what an address says to install", () => {
  const read = (path: string) =>
    readChoice(new URL(path, "http://x").searchParams);
  expect(read(installPath({ reference: "a@1", with: "family" }))).toEqual({
    reference: "a@1",
    with: "family",
  });
  expect(read(installPath({ upload: "7" }))).toEqual({ upload: "7" });
  expect(read(installPath({ directory: "/p" }))).toEqual({ directory: "/p" });
  expect(read("/plugins/install?way=oci")).toBeUndefined();
});
