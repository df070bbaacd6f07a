/** What can be told of a package before its bytes are there. */
export interface PlanNote {
  readonly about:
    | "role"
    | "offers"
    | "old-frontend"
    | "missing-dependency"
    | "missing-plugin"
    | "react"
    | "deprecated";
  /** `problem`: it won't work as it is configured. */
  readonly severity: "info" | "warning" | "problem";
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}
