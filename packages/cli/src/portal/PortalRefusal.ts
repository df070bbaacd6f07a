import { FlyloftError } from "@flyloft/plugin-core";
import type { FieldProblem, Problem } from "@flyloft/management";

export interface RefusalFacts {
  readonly status: number;
  readonly problem: Problem;
  readonly fields?: readonly FieldProblem[] | undefined;
}

/** What a portal answered instead of what was asked, with the code and the hint that it gave. */
export class PortalRefusal extends FlyloftError<string> {
  readonly fields: readonly FieldProblem[] | undefined;
  /** It refused; otherwise it tried, and failed. */
  readonly isRefusal: boolean;

  constructor({ status, problem, fields = [] }: RefusalFacts) {
    const details = fields.map(
      ({ path, message }) => `\n    ${path || "/"}: ${message}`,
    );
    super(problem.code, `${problem.message}${details.join("")}`, {
      hint: problem.hint,
      place: problem.place,
    });
    this.isRefusal = status < 500;
    this.fields = fields.length > 0 ? fields : undefined;
  }
}
