import type { ZodError } from "zod";

/** The first thing that a schema found, as `path: message`. */
export function describeIssue({ issues, message }: ZodError): string {
  const [issue] = issues;
  return issue ? `${issue.path.join(".")}: ${issue.message}` : message;
}
