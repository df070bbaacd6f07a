import type { PluginReport } from "@flyloft/plugin-core";
import { describe, expect, it } from "vitest";
import type { RemoteFault } from "../federation/FaultLog.ts";
import { matchesSearch, mergeReports } from "./mergeReports.ts";

const report = (
  name: string,
  extra: Partial<PluginReport> = {},
): PluginReport => ({
  name,
  version: "1.0.0",
  description: "Shows costs",
  pluginId: undefined,
  source: "npm",
  reference: `${name}@1`,
  digest: undefined,
  parts: { backend: false, frontend: true },
  status: { state: "active" },
  warnings: [],
  stale: false,
  ...extra,
});

const fault = (
  packageName: string,
  code: RemoteFault["code"],
): RemoteFault => ({
  packageName,
  code,
  message: "it broke",
  hint: "mend it",
});

describe("the Plugins page", () => {
  it("puts a plugin that this browser couldn't load among the failed ones", () => {
    const [view] = mergeReports(
      [report("@acme/cost")],
      [fault("@acme/cost", "APP_REMOTE_TIMEOUT")],
    );
    expect(view?.section).toBe("failed");
    expect(view?.faults).toHaveLength(1);
  });

  it("keeps a plugin active of which one extension was rejected, named by its id", () => {
    const [view] = mergeReports(
      [report("@acme/cost", { pluginId: "cost" })],
      [fault("cost", "APP_EXTENSION_REJECTED")],
    );
    expect(view?.section).toBe("active");
    expect(view?.faults).toHaveLength(1);
  });

  it("shows faults of plugins that the portal did not report", () => {
    const views = mergeReports([], [fault("stranger", "APP_REMOTE_CRASHED")]);
    expect(views.map(({ report, section }) => [report.name, section])).toEqual([
      ["stranger", "failed"],
    ]);
  });

  it("sorts by state and name", () => {
    const reason = { code: "X", message: "m", hint: "h" };
    const views = mergeReports(
      [
        report("b"),
        report("a", { status: { state: "failed", reason } }),
        report("c", { status: { state: "disabled" } }),
        report("d", { status: { state: "starting" } }),
        report("e", { status: { state: "restarting", reason, retryAt: "" } }),
      ],
      [],
    );
    expect(
      views.map(({ report, section }) => `${report.name} ${section}`),
    ).toEqual([
      "a failed",
      "b active",
      "c disabled",
      "d active",
      "e restarting",
    ]);
  });

  it("finds plugins by words of name, description, reference and version", () => {
    const [view] = mergeReports([report("@acme/cost")], []);
    expect(view && matchesSearch(view, "COSTS acme")).toBe(true);
    expect(view && matchesSearch(view, "cost radar")).toBe(false);
    expect(view && matchesSearch(view, "")).toBe(true);
  });
});
