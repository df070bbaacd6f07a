import { expect, it } from "vitest";
import { installPath, marketplacePath, pluginPath } from "./pluginPath.ts";

it("writes names so that they stay one segment of the address", () => {
  expect(pluginPath("@acme/cost")).toBe("/plugins/%40acme%2Fcost");
  expect(pluginPath("oci://r.example/x:1", "settings")).toBe(
    "/plugins/oci%3A%2F%2Fr.example%2Fx%3A1/settings",
  );
  expect(marketplacePath("npm", "@acme/cost")).toBe(
    "/plugins/marketplace/npm/%40acme%2Fcost",
  );
});

it("reaches a plugin whose name is that of a page", () => {
  expect(pluginPath("install")).toBe("/plugins/package/install");
});

it("carries what to install in the address", () => {
  expect(installPath({ reference: "@acme/cost@1", with: undefined })).toBe(
    "/plugins/install?reference=%40acme%2Fcost%401",
  );
});
