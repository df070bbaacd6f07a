import { runChecks } from "../check/runChecks.ts";

const totals = await runChecks();
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
