import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildStale } from "../build/buildStale.ts";
import { BACKENDS } from "../compatibility/backends.ts";
import { examine } from "../compatibility/examine.ts";
import { FRONTENDS } from "../compatibility/frontends.ts";
import type { PublishedPackage } from "../compatibility/PublishedPackage.ts";
import { renderFrontend } from "../compatibility/renderFrontend.ts";
import {
  type Result,
  runs,
  writeReport,
} from "../compatibility/writeReport.ts";
import { root } from "../paths.ts";
import { launchChromium } from "../services/launchChromium.ts";
import { makeTempFolder } from "../services/makeTempFolder.ts";

/** Names, or parts of them: then only those are looked at, and the report stays as it is. */
const chosen = process.argv.slice(2);

await buildStale();
const { path: folder } = makeTempFolder("compatibility");
const npmrc = `registry=${execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" })}`;
writeFileSync(path.join(folder, ".npmrc"), npmrc);
const browser = await launchChromium();
const results: Result[] = [];
try {
  for (const published of [...BACKENDS, ...FRONTENDS].filter(isChosen)) {
    const result = await look(published);
    results.push(result);
    const { name, version, verdict, checks } = result.diagnosis;
    process.stdout.write(
      `${runs(result) ? "✓" : "✗"} ${name ?? published.name} ${version ?? ""}: ${verdict}\n`,
    );
    if (runs(result)) continue;
    const failed = checks.filter(({ state }) => state === "failed");
    const reasons = failed.map(({ message }) => message);
    for (const reason of [...reasons, ...(result.rendering?.problems ?? [])]) {
      process.stdout.write(`    ${reason}\n`);
    }
  }
} finally {
  await browser.close();
}
if (chosen.length === 0) {
  const { version } = JSON.parse(
    readFileSync(path.join(root, "backstage.json"), "utf8"),
  ) as { version: string };
  writeReport(results, {
    backstageVersion: version,
    node: process.versions.node,
  });
}
process.stdout.write(
  `${results.filter(runs).length} of ${results.length} run.\n`,
);

async function look(published: PublishedPackage): Promise<Result> {
  const diagnosis = await examine(published, folder);
  const isRendered =
    diagnosis.remote !== undefined && diagnosis.verdict !== "does not run";
  const rendering = isRendered
    ? await renderFrontend(published, { browser, folder, npmrc })
    : undefined;
  return { published, diagnosis, rendering };
}

function isChosen({ name }: PublishedPackage): boolean {
  return chosen.length === 0 || chosen.some((part) => name.includes(part));
}
