import type { FieldProblem, Problem } from "@flyloft/management";

/** What a page shows of why something was not done. */
export interface RefusedOptions {
  readonly fields?: readonly FieldProblem[] | undefined;
  /** The answer's HTTP status; undefined where no answer came. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** The plugin manager didn't do what was asked. */
export class RefusedError extends Error {
  readonly problem: Problem;
  /** The settings that are wrong. */
  readonly fields: readonly FieldProblem[];
  readonly status: number | undefined;

  constructor(problem: Problem, options: RefusedOptions = {}) {
    super(problem.message, { cause: options.cause });
    this.name = "RefusedError";
    this.problem = problem;
    this.fields = options.fields ?? [];
    this.status = options.status;
  }
}
