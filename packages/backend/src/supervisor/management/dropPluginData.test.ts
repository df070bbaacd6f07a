import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dropPluginData } from "./dropPluginData.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "flyloft-drop-"));
});

afterEach(() => rmSync(dir, { recursive: true }));

const configFor = (directory: string) => [
  {
    context: "test",
    data: {
      backend: {
        database: { client: "better-sqlite3", connection: { directory } },
      },
    },
  },
];

describe("the SQLite file of a plugin", () => {
  it("goes with what SQLite keeps beside it, and no copy that somebody made", async () => {
    const names = ["todo.sqlite", "todo.sqlite-wal", "todo.sqlite-shm"];
    const kept = ["todo.sqlite-before-2.0", "todo.sqlite.bak", "todos.sqlite"];
    for (const name of [...names, ...kept]) {
      writeFileSync(path.join(dir, name), "");
    }
    expect(await dropPluginData(configFor(dir), "todo")).toBeUndefined();
    for (const name of names)
      expect(existsSync(path.join(dir, name))).toBe(false);
    for (const name of kept)
      expect(existsSync(path.join(dir, name))).toBe(true);
  });

  it("is none that an id leads to from the folder", async () => {
    const inner = path.join(dir, "inner");
    mkdirSync(inner);
    writeFileSync(path.join(dir, "todo.sqlite"), "");
    expect(await dropPluginData(configFor(inner), "../todo")).toContain("stay");
    expect(existsSync(path.join(dir, "todo.sqlite"))).toBe(true);
  });
});
