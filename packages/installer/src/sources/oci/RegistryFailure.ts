import { NetworkFailure } from "../../network/NetworkFailure.ts";

/** What only an OCI registry can get wrong; what any server can is a plain {@link NetworkFailure}. */
export type RegistryProblem =
  | "unauthorized"
  | "helper"
  | "not-found"
  | "tag"
  | "version"
  | "unsupported"
  /** Several plugins, and no word which. */
  | "ambiguous"
  /** No such folder in the artifact. */
  | "path"
  | "digest"
  /** The body isn't as long as it was said to be. */
  | "length";

/** Never leaves the installer: the stages turn it into their own codes with `toInstallerError`. */
export class RegistryFailure extends NetworkFailure {
  readonly problem: RegistryProblem;
  readonly hint: string | undefined;

  constructor(
    problem: RegistryProblem,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super("format", message, { cause: options.cause });
    this.name = "RegistryFailure";
    this.problem = problem;
    this.hint = options.hint;
  }

  /** Half a body may come whole the next time; wrong bytes are wrong. */
  override get retryable(): boolean {
    return this.problem === "length";
  }
}
