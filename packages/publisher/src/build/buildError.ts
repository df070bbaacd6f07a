import type { Place } from "@flyloft/plugin-core";
import { type Finding, PublishError } from "../errors.ts";

/** What a compiler found. */
export interface BuildProblem {
  readonly message: string;
  readonly place?: Place | undefined;
}

/** One error for a build that failed, with each problem in it. */
export function buildError(
  label: string,
  problems: readonly BuildProblem[],
): PublishError {
  const hint = "Correct it and build again; dist is not complete.";
  const findings = problems.map(({ message, place }): Finding => ({
    severity: "error",
    code: "PUBLISH_BUILD_FAILED",
    message,
    hint,
    place,
  }));
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const where = first?.place
    ? `${first.place.file}${first.place.line ? `:${first.place.line}` : ""}: `
    : "";
  return new PublishError(
    "PUBLISH_BUILD_FAILED",
    `${label} can't be built: ${where}${first?.message ?? "no reason given"}${more}`,
    { hint, place: first?.place, findings },
  );
}
