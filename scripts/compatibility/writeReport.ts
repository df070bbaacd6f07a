import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Diagnosis } from "@flyloft/backend";
import { format } from "prettier";
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
export async function writeReport(
  results: readonly Result[],
  portal: Portal,
): Promise<void> {
  const complete = results.filter((result) => !isIncomplete(result));
  const incomplete = results.filter(isIncomplete);
  const backends = complete.filter((result) => !isFrontend(result));
  const frontends = complete.filter(isFrontend);
  const text = [
    "# Compatibility",
    "",
    "Written by `npm run compatibility`; don't edit it. Each package was taken from npm as it was published and asked for by",
    "nothing but its name (and the least configuration that its documentation asks for): resolved, installed with its",
    "dependencies, loaded and started by `flyloft doctor`. Frontends were also looked at in Chromium, each in a portal of its",
    "own: every page, entity tab and card that is there with the package and isn't without it was opened, and none may have",
    "failed. A service that the plugin asks (Jenkins, GitHub, …) isn't there: that it says so is no failure.",
    "",
    `Backstage ${portal.backstageVersion}, Node.js ${portal.node}. ${summarize("backend plugins and modules", backends)} ${summarize("frontend plugins", frontends)} Together ${percent(complete)}.`,
    "",
    ...section("Backend plugins and modules", backends),
    ...section("Frontend plugins", frontends),
    ...(incomplete.length > 0 ? listIncomplete(incomplete) : []),
  ].join("\n");
  writeFileSync(FILE, await format(text, { parser: "markdown" }));
}

export function runs({ diagnosis, rendering }: Result): boolean {
  return diagnosis.verdict !== "does not run" && rendering?.ok !== false;
}

/** Nobody could install it from the registry that was asked. */
function isIncomplete({ diagnosis }: Result): boolean {
  const codes = ["RESOLVE_DEPENDENCY_NOT_FOUND", "RESOLVE_PACKAGE_NOT_FOUND"];
  return diagnosis.checks.some(({ code }) => code && codes.includes(code));
}

function listIncomplete(results: readonly Result[]): string[] {
  return [
    "## Not to be had as a whole",
    "",
    "The registry that was asked lacks a package that these need. They are not counted.",
    "",
    "| package | version | what is missing |",
    "| --- | --- | --- |",
    ...results.map((result) =>
      toRow([
        `\`${result.published.name}\``,
        result.diagnosis.version ?? "",
        describe(result),
      ]),
    ),
    "",
  ];
}

function isFrontend({ diagnosis, published }: Result): boolean {
  const { role } = diagnosis;
  return (
    role?.startsWith("frontend") ?? !/-backend|module/.test(published.name)
  );
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
  return toRow(cells);
}

function toRow(cells: readonly string[]): string {
  const safe = cells.map((cell) =>
    cell.replaceAll("|", "\\|").replaceAll(/\s+/g, " "),
  );
  return `| ${safe.join(" | ")} |`;
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
      .join("; ")
      .replaceAll(/https?:\/\/\S+: HTTP/g, "the registry answers HTTP");
  }
  if (rendering && !rendering.ok) return rendering.problems.join("; ");
  const seen = rendering?.seen ?? [];
  const beside = (published.with ?? []).map((name) => `\`${name}\``);
  return [
    ...seen,
    rendering && seen.length === 0 ? "loaded; shows nothing by itself" : "",
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
