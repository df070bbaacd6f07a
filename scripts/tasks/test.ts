import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { buildStale } from "../build/buildStale.ts";
import { runChecks } from "../check/runChecks.ts";
import { root } from "../paths.ts";
import { installSystemPackages } from "../services/installSystemPackages.ts";

const reports = path.join(root, "node_modules/.cache/flyloft/reports");
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

installSystemPackages();
await buildStale();

section("Static checks");
const totals = { ...(await runChecks()) };
for (const project of ["packages", "e2e"]) {
  section(`Tests: ${project}`);
  const { passed, failed } = runTests(project);
  totals.passed += passed;
  totals.failed += failed;
}
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;

/** A run that ends without a report, or with no test in it, counts as a failure. */
function runTests(project: string): { passed: number; failed: number } {
  const report = path.join(reports, `${project}.json`);
  const run = spawnSync(
    process.execPath,
    [
      path.join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      `--project=${project}`,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    { cwd: root, stdio: "inherit" },
  );
  const counts = readReport(report);
  if (!counts || counts.numTotalTests === 0) return { passed: 0, failed: 1 };
  const unfinished = counts.numTotalTests - counts.numPassedTests;
  const failed = Math.max(unfinished, run.status === 0 ? 0 : 1);
  return { passed: counts.numPassedTests, failed };
}

function readReport(file: string) {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as {
      numTotalTests: number;
      numPassedTests: number;
    };
  } catch {
    return undefined;
  }
}

function section(title: string) {
  process.stdout.write(`\n── ${title} ──\n`);
}
