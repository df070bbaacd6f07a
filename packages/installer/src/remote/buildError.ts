import type { BuildOutcome, BuildProblem } from "@flyloft/builder";
import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { RemoteSettings } from "../config/RemoteSettings.ts";
import { InstallerError } from "../errors.ts";

export type FailedBuild = Exclude<BuildOutcome, { status: "built" }>;

/** Whose build failed, and what it might have taken. */
export interface BuildSubject {
  readonly request: PluginRequest;
  /** `name@version`. */
  readonly plugin: string;
  readonly settings: RemoteSettings;
  /** What of it; the remote where left out. */
  readonly what?: string;
}

const SHOWN = 3;

/** INSTALL_BUILD_FAILED or INSTALL_BUILD_LIMIT. */
export function buildError(
  outcome: FailedBuild,
  { request, plugin, settings, what = "remote" }: BuildSubject,
): InstallerError {
  const { place, text } = request;
  const code =
    outcome.status === "exceeded"
      ? "INSTALL_BUILD_LIMIT"
      : "INSTALL_BUILD_FAILED";
  const problem = `the ${what} of ${plugin} can't be built: ${describe(outcome, settings)}`;
  return new InstallerError(code, `${problem} (${formatPlace(place)})`, {
    hint:
      outcome.status === "exceeded"
        ? `Raise dynamicPlugins.remotes.${outcome.limit === "memory" ? "memory" : "timeout"}, or use another version.`
        : "Use another version; what is wrong in the package only its publisher can correct.",
    plugin: text,
    place,
  });
}

function describe(outcome: FailedBuild, { memory, timeMs }: RemoteSettings) {
  switch (outcome.status) {
    case "failed":
      return describeProblems(outcome.problems);
    case "crashed":
      return `the process that builds it ended (${outcome.detail})`;
    case "exceeded":
      return outcome.limit === "memory"
        ? `it takes more memory than the ${Math.round(memory / 1000 ** 2)} MB that it may`
        : `it takes longer than the ${timeMs / 1000} s that it may`;
  }
}

function describeProblems(problems: readonly BuildProblem[]): string {
  const shown = problems
    .slice(0, SHOWN)
    .map(({ file, message }) => (file ? `${file}: ${message}` : message));
  const more = problems.length - shown.length;
  return shown.join("; ") + (more > 0 ? `; and ${more} more` : "");
}
