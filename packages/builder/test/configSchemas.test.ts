import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { runBuild } from "../src/index.ts";
import { PackageFolder } from "./PackageFolder.ts";

let folder: PackageFolder | undefined;

afterEach(() => folder?.remove());

describe("configuration schemas of packages", () => {
  it("become one file, without those that say nothing", async () => {
    folder = new PackageFolder({}, { configSchema: "config.d.ts" });
    folder.write("@acme/plugin-radar", {
      "config.d.ts": `import { Unknown } from "@acme/not-there";
export interface Config {
  radar?: {
    /** @visibility frontend */
    title: string;
    /** @visibility secret */
    token?: string;
    later?: Unknown;
  };
}`,
    });
    const others = {
      inline: { configSchema: { type: "object" } },
      empty: { configSchema: "config.d.ts" },
      none: {},
    };
    for (const [name, manifest] of Object.entries(others)) {
      folder.write(name, {
        "package.json": JSON.stringify({ name, version: "1.0.0", ...manifest }),
        "config.d.ts": "export interface Settings { a: 1 }",
      });
    }
    const outFile = path.join(folder.out, "schema.json");
    const dirs = [
      folder.dir,
      ...Object.keys(others).map((name) => path.join(folder!.modules, name)),
    ];
    const outcome = await runBuild(
      { kind: "schema", dirs, outFile },
      { memory: 2 * 1024 ** 3, timeMs: 60_000 },
    );
    expect(outcome).toMatchObject({ status: "built" });
    expect(JSON.parse(readFileSync(outFile, "utf8"))).toEqual({
      backstageConfigSchemaVersion: 1,
      schemas: [
        {
          packageName: "@acme/plugin-radar",
          path: "@acme/plugin-radar/config.d.ts",
          value: expect.objectContaining({
            properties: {
              radar: expect.objectContaining({
                required: ["title"],
                properties: {
                  title: { type: "string", visibility: "frontend" },
                  token: { type: "string", visibility: "secret" },
                  later: {},
                },
              }),
            },
          }),
        },
        {
          packageName: "inline",
          path: "inline/package.json",
          value: { type: "object" },
        },
      ],
    });
  });
});
