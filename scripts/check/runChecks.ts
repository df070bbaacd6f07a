import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { generateClient } from "../build/generateClient.ts";
import { root } from "../paths.ts";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const projects = ["packages", "dynamic-plugins"].flatMap((folder) =>
  readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`),
);

const CHECKS: readonly Check[] = [
  { name: "format", command: ["prettier", "--check", "--log-level=warn", "."] },
  { name: "lint", command: ["oxlint"] },
  ...[".", ...projects].map((project) => ({
    name: `types of ${project === "." ? "the repository's scripts" : project}`,
    command: ["tsc", "-p", project],
  })),
  {
    name: "dependencies",
    command: ["depcruise", "packages", "dynamic-plugins", "--output-type=err"],
  },
  { name: "unused code", command: ["knip"] },
];

export interface CheckTotals {
  readonly passed: number;
  readonly failed: number;
}

/** Runs every static check, two at a time, and prints the output of those that fail. */
export async function runChecks(): Promise<CheckTotals> {
  await generateClient();
  const queue = [...CHECKS];
  let failed = 0;
  const worker = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) {
      const { ok, output } = await run(check.command);
      if (!ok) failed += 1;
      process.stdout.write(`${ok ? "✓" : "✗"} ${check.name}\n`);
      if (!ok) process.stdout.write(`${output.replace(/^/gm, "    ")}\n`);
    }
  };
  await Promise.all([worker(), worker()]);
  return { passed: CHECKS.length - failed, failed };
}

function run([tool = "", ...args]: readonly string[]) {
  return new Promise<{ ok: boolean; output: string }>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(root, "node_modules/.bin", tool), ...args],
      { cwd: root },
    );
    let output = "";
    const keep = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => resolve({ ok: code === 0, output }));
  });
}
