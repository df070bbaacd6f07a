import type { PluginReport } from "@flyloft/plugin-core";
import { describe, expect, it } from "vitest";
import { toManagedPlugin } from "../src/index.ts";

const report: PluginReport = {
  name: "@acme/radar",
  version: "1.0.0",
  description: undefined,
  pluginId: "radar",
  source: "npm",
  reference: "@acme/radar@^1",
  digest: undefined,
  parts: { backend: true, frontend: false },
  status: { state: "active" },
  warnings: [],
  stale: false,
};

describe("toManagedPlugin", () => {
  it("fills in what the description asks for, and leaves out what isn't known", () => {
    expect(Object.entries(toManagedPlugin(report))).toEqual(
      expect.arrayContaining([
        ["isBuiltIn", false],
        ["hasSettings", false],
        ["origin", { kind: "file", isLocked: false }],
        ["permissions", { required: [], optional: [], granted: [] }],
      ]),
    );
    expect(Object.keys(toManagedPlugin(report))).not.toContain("digest");
  });

  it("has what the package says of itself among the rest", () => {
    const process = { pid: undefined, restarts: 1, memory: undefined };
    const plugin = toManagedPlugin({
      ...report,
      profile: { title: "Radar", author: undefined, category: "Data" },
      isBuiltIn: true,
      process,
    });
    expect(plugin).toMatchObject({
      title: "Radar",
      category: "Data",
      isBuiltIn: true,
    });
    expect(plugin.process).toStrictEqual({ restarts: 1 });
    const signer = { kind: "registry", identity: "sha256:0" } as const;
    expect(toManagedPlugin({ ...report, signer }).signer).toEqual(signer);
    expect(Object.keys(plugin)).not.toContain("author");
    expect(Object.keys(plugin)).not.toContain("profile");
  });
});
