import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Diagnosis } from "@flyloft/backend";
import { root } from "../paths.ts";
import type { PublishedPackage } from "./PublishedPackage.ts";
import type { Rendering } from "./renderFrontend.ts";

export interface Result {
  readonly published: PublishedPackage;
  readonly diagnosis: Diagnosis;
  /** Undefined for backends, and for frontends that weren't rendered because they don't run. */
  readonly rendering: Rendering | undefined;
}

export interface Portal {
  readonly backstageVersion: string;
  readonly node: string;
}

const FILE = path.join(root, "docs/compatibility.md");

/** Writes `docs/compatibility.md`. */
export function writeReport(results: readonly Result[], portal: Portal): void {
  const backends = results.filter(({ diagnosis }) => !isFrontend(diagnosis));
  const frontends = results.filter(({ diagnosis }) => isFrontend(diagnosis));
  writeFileSync(
    FILE,
    [
      "# Compatibility",
      "",
      "Written by `npm run compatibility`; don't edit it. Each package was taken from npm as it was published and asked for by",
      "nothing but its name (and the least configuration that its documentation asks for): resolved, installed with its",
      "dependencies, loaded and started by `flyloft doctor`. Frontends were also looked at in Chromium, in a portal of their own:",
      "the texts that only they show had to be seen, and nothing of them may have failed.",
      "",
      `Backstage ${portal.backstageVersion}, Node.js ${portal.node}. ${summarize("backend plugins and modules", backends)} ${summarize("frontend plugins", frontends)} Together ${percent(results)}.`,
      "",
      ...section("Backend plugins and modules", backends),
      ...section("Frontend plugins", frontends),
    ].join("\n"),
  );
}

export function runs({ diagnosis, rendering }: Result): boolean {
  return diagnosis.verdict !== "does not run" && rendering?.ok !== false;
}

function isFrontend({ role }: Diagnosis): boolean {
  return role?.startsWith("frontend") ?? false;
}

function summarize(kind: string, results: readonly Result[]): string {
  return `${results.filter(runs).length} of ${results.length} ${kind} run.`;
}

function percent(results: readonly Result[]): string {
  const share = results.filter(runs).length / results.length;
  return `${Math.floor(share * 100)} %`;
}

function section(title: string, results: readonly Result[]): string[] {
  return [
    `## ${title}`,
    "",
    "| package | version | | brought along | what was seen |",
    "| --- | --- | --- | --- | --- |",
    ...results.map(row),
    "",
  ];
}

function row(result: Result): string {
  const { published, diagnosis } = result;
  const mark = !runs(result)
    ? "✗"
    : diagnosis.verdict === "runs"
      ? "✓"
      : "✓ with warnings";
  const cells = [
    `\`${published.name}\``,
    diagnosis.version ?? "",
    mark,
    describeSize(diagnosis),
    describe(result),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s+/g, " ")).join(" | ")} |`;
}

function describeSize({ dependencies, remote }: Diagnosis): string {
  if (remote) return `${Math.round(remote.size.gzipBytes / 1000)} kB`;
  return dependencies === undefined ? "" : `${dependencies} packages`;
}

function describe({ published, diagnosis, rendering }: Result): string {
  if (diagnosis.verdict === "does not run") {
    return diagnosis.checks
      .filter(({ state }) => state === "failed")
      .map(({ code, message }) => (code ? `${code}: ${message}` : message))
      .join("; ");
  }
  if (rendering && !rendering.ok) return rendering.problems.join("; ");
  const seen = (rendering?.seen ?? []).map((place) => `\`${place}\``);
  const beside = (published.with ?? []).map((name) => `\`${name}\``);
  return [
    seen.length > 0 ? `seen at ${seen.join(", ")}` : "",
    beside.length > 0 ? `beside ${beside.join(", ")}` : "",
    warningsOf(diagnosis),
  ]
    .filter(Boolean)
    .join("; ");
}

function warningsOf({ checks }: Diagnosis): string {
  const codes = checks
    .filter(({ state }) => state === "warning")
    .map(({ code }) => code);
  return [...new Set(codes)].join(", ");
}
