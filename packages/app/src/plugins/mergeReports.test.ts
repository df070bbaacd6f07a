import { describe, expect, it } from "vitest";
import type { RemoteFault } from "../federation/FaultLog.ts";
import { mergeReports } from "./mergeReports.ts";
import { reportOf } from "./reportOf.fixture.ts";

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
      [reportOf("@acme/cost")],
      [fault("@acme/cost", "APP_REMOTE_TIMEOUT")],
    );
    expect(view?.section).toBe("failed");
    expect(view?.faults).toHaveLength(1);
  });

  it("keeps a plugin active of which one extension was rejected, named by its id", () => {
    const [view] = mergeReports(
      [reportOf("@acme/cost", { pluginId: "cost" })],
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

  it("sorts by what people call a plugin", () => {
    const reason = { code: "X", message: "m", hint: "h" };
    const views = mergeReports(
      [
        reportOf("b"),
        reportOf("a", { status: { state: "failed", reason } }),
        reportOf("@z/c", { title: "c", status: { state: "disabled" } }),
        reportOf("d", { status: { state: "starting" } }),
        reportOf("e", { status: { state: "restarting", reason, retryAt: "" } }),
      ],
      [],
    );
    expect(views.map(({ title, section }) => `${title} ${section}`)).toEqual([
      "a failed",
      "b active",
      "c disabled",
      "d active",
      "e restarting",
    ]);
  });
});
