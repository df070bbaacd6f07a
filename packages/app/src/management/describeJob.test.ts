import type { Job, JobStep } from "@flyloft/management";
import { expect, it } from "vitest";
import { describeBriefly, describeJob, progressOf } from "./describeJob.ts";

const job = (extra: Partial<Job> = {}): Job => ({
  id: "1",
  kind: "install",
  plugin: "@acme/radar",
  actor: "user:default/guest",
  state: "running",
  createdAt: "2026-01-01T00:00:00Z",
  steps: [],
  ...extra,
});

const step = (extra: Partial<JobStep>): JobStep => ({
  at: "2026-01-01T00:00:00Z",
  text: "",
  ...extra,
});

it("says what a job does, did, or did not do", () => {
  expect(describeJob(job(), "Radar")).toBe("Installing Radar …");
  expect(describeJob(job({ state: "succeeded" }))).toBe(
    "@acme/radar is installed",
  );
  expect(describeJob(job({ kind: "upgrade", state: "failed" }), "Radar")).toBe(
    "Radar was not upgraded",
  );
});

it("says it briefly beside the plugin's name", () => {
  expect(describeBriefly(job())).toBe("Installing …");
  expect(describeBriefly(job({ kind: "configure" }))).toBe("Saving settings …");
});

it("measures progress by stage, and by bytes while it downloads", () => {
  const at = (...steps: JobStep[]) => progressOf(job({ steps }));
  expect(at()).toBe(0);
  expect(at(step({ stage: "fetch", received: 0, total: 10 }))).toBeCloseTo(
    1 / 6,
  );
  expect(at(step({ stage: "fetch", received: 10, total: 10 }))).toBeCloseTo(
    1 / 3,
  );
  expect(at(step({ stage: "prepare" }), step({}))).toBeCloseTo(4.5 / 6);
  expect(at(step({ stage: "drain" }))).toBeLessThan(1);
  expect(progressOf(job({ state: "succeeded" }))).toBe(1);
});
