import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { databaseFolders } from "./databaseFolders.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "flyloft-databases-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

it("gives each plugin that tells its id a folder of its own", () => {
  expect(databaseFolders(dir, ["b", "a"])).toEqual({
    a: path.join(dir, "a"),
    b: path.join(dir, "b"),
  });
});

it("leaves a database where it is, whatever the package tells later", () => {
  writeFileSync(path.join(dir, "flat.sqlite"), "");
  mkdirSync(path.join(dir, "folded"));
  // The first one didn't tell its id once, the second one no longer does.
  expect(databaseFolders(dir, ["flat"])).toEqual({
    folded: path.join(dir, "folded"),
  });
});

it("knows nothing of a folder that isn't there yet", () => {
  expect(databaseFolders(path.join(dir, "none"), [])).toEqual({});
});
