import { describe, expect, it } from "vitest";
import { checkShared } from "./checkShared.ts";
import type { HostFacts } from "./HostFacts.ts";
import type { SharedUse } from "./PackageFacts.ts";

const host: HostFacts = {
  backstageVersion: "1.55.0",
  node: "22.20.0",
  shared: {},
  modules: "",
  sharedWithRemotes: {
    react: "18.3.1",
    "react/jsx-runtime": "18.3.1",
    "@backstage/errors": "1.3.1",
  },
};

const checkAll = (shared: Readonly<Record<string, SharedUse>>) =>
  checkShared(
    {
      containerName: "acme",
      globalName: "acme",
      entry: "dist/remoteEntry.js",
      entryIntegrity: "sha256-x",
      exposes: [],
      shared,
    },
    host,
  );

const FROM_HOST = { range: "*", singleton: true, hasOwn: false };

const check = (name: string, use: Partial<SharedUse>) =>
  checkAll({ [name]: { ...FROM_HOST, ...use } });

describe("what a remote shares with the shell", () => {
  it.each([
    ["react", "^18.0.0"],
    ["react", "^17.0.0 || ^18.0.0"],
    ["react", "*"],
    ["react", "workspace:^"],
    ["@acme/not-shared", "^9.0.0"],
  ])("fits: %s %s", (name, range) => {
    expect(check(name, { range })).toEqual([]);
  });

  it("gets the portal's copy of a singleton, and both versions are named", () => {
    const [finding] = check("react", { range: "^18.99.0", hasOwn: true });
    expect(finding).toEqual({
      code: "VERIFY_SHARED_MISMATCH",
      blocks: false,
      message:
        "its pages are made for react ^18.99.0, the portal shares 18.3.1, and that copy is what they get",
    });
  });

  it.each([
    ["^16.13.1 || ^17.0.0", false],
    ["^16.13.1", true],
    ["^19.0.0", true],
    ["18.0.0-beta.0", false],
  ])("made for react %s alone is refused: %s", (range, blocks) => {
    expect(check("react", { range })).toMatchObject([{ blocks }]);
  });

  it("uses its own copy of what need not be there once, whatever the distance", () => {
    const use = { range: "^99.0.0", singleton: false, hasOwn: true };
    const [finding] = check("@backstage/errors", use);
    expect(finding).toMatchObject({
      blocks: false,
      message: expect.stringMatching(/a copy of their own$/) as string,
    });
  });

  it("is no reason to load it where only the portal's other major version is left", () => {
    const range = "^19.0.0";
    expect(check("react", { range })[0]?.blocks).toBe(true);
    expect(check("react", { range, singleton: false })[0]?.blocks).toBe(true);
  });

  it("is told of once for all modules of a package", () => {
    const use = { ...FROM_HOST, range: "^19.0.0" };
    expect(checkAll({ react: use, "react/jsx-runtime": use })).toHaveLength(1);
  });
});
