/** Something that keeps a package from being built, or may keep a part of it from running. */
export interface BuildProblem {
  /** Relative to the package that is built, or the name and path of another package; undefined where no file is at fault. */
  readonly file: string | undefined;
  /** From 1, where the compiler tells. */
  readonly line?: number | undefined;
  readonly message: string;
}

/** What the process that builds answers to its request. */
export type BuildAnswer =
  | {
      readonly status: "built";
      /** What may fail when it runs, such as an import of a name that isn't exported. */
      readonly warnings: readonly BuildProblem[];
    }
  | {
      readonly status: "failed";
      readonly problems: readonly BuildProblem[];
    };

/** What became of a build. */
export type BuildOutcome = BuildUse &
  (
    | BuildAnswer
    /** It took more than it may, and was ended. */
    | { readonly status: "exceeded"; readonly limit: "memory" | "time" }
    /** The process ended without an answer. `detail` holds how, and the end of what it wrote. */
    | { readonly status: "crashed"; readonly detail: string }
  );

export interface BuildUse {
  readonly durationMs: number;
  /** The most resident memory that was seen, bytes; undefined where the system doesn't tell. */
  readonly peakMemory: number | undefined;
}
