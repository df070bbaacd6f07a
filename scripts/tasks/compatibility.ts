import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildStale } from "../build/buildStale.ts";
import { BACKENDS } from "../compatibility/backends.ts";
import { examine } from "../compatibility/examine.ts";
import { FRONTENDS } from "../compatibility/frontends.ts";
import type { PublishedPackage } from "../compatibility/PublishedPackage.ts";
import {
  renderFrontend,
  surveyBefore,
} from "../compatibility/renderFrontend.ts";
import {
  type Result,
  runs,
  writeReport,
} from "../compatibility/writeReport.ts";
import { root } from "../paths.ts";
import { launchChromium } from "../services/launchChromium.ts";
import { makeTempFolder } from "../services/makeTempFolder.ts";

/** Names, or parts of names without a scope: then only those are looked at; what was seen of the others before stays. */
const chosen = process.argv.slice(2);
const published = [...BACKENDS, ...FRONTENDS];
const kept = path.join(root, "node_modules/.cache/flyloft/compatibility");
mkdirSync(kept, { recursive: true });

await buildStale();
const { path: folder } = makeTempFolder("compatibility");
const npmrc = `registry=${execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" })}`;
writeFileSync(path.join(folder, ".npmrc"), npmrc);
const browser = await launchChromium();
const context = { browser, folder, npmrc };
const before = await surveyBefore(context);
try {
  for (const one of published.filter(isChosen)) {
    const result = await look(one);
    writeFileSync(fileOf(one), JSON.stringify(result));
    report(result);
  }
} finally {
  await browser.close();
}
const results = published.map(fileOf).filter(existsSync).map(readResult);
if (results.length === published.length) {
  const { version } = readJson(path.join(root, "backstage.json")) as {
    version: string;
  };
  await writeReport(results, {
    backstageVersion: version,
    node: process.versions.node,
  });
}
process.stdout.write(
  `${results.filter(runs).length} of ${results.length} run.\n`,
);

function report(result: Result): void {
  const { name, version, verdict, checks } = result.diagnosis;
  process.stdout.write(
    `${runs(result) ? "✓" : "✗"} ${name ?? result.published.name} ${version ?? ""}: ${verdict}\n`,
  );
  if (runs(result)) return;
  const failed = checks.filter(({ state }) => state === "failed");
  const reasons = failed.map(({ message }) => message);
  for (const reason of [...reasons, ...(result.rendering?.problems ?? [])]) {
    process.stdout.write(`    ${reason}\n`);
  }
}

async function look(one: PublishedPackage): Promise<Result> {
  const diagnosis = await examine(one, folder);
  const isRendered =
    diagnosis.remote !== undefined && diagnosis.verdict !== "does not run";
  const rendering = isRendered
    ? await renderFrontend(one, context, before)
    : undefined;
  return { published: one, diagnosis, rendering };
}

function fileOf({ name }: PublishedPackage): string {
  return path.join(kept, `${encodeURIComponent(name)}.json`);
}

function readResult(file: string): Result {
  return readJson(file) as Result;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function isChosen({ name }: PublishedPackage): boolean {
  return (
    chosen.length === 0 ||
    chosen.some((part) =>
      part.startsWith("@") ? name === part : name.includes(part),
    )
  );
}
