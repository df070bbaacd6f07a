/** What `flyloft` ends with. Scripts rely on the numbers. */
export const EXIT = {
  done: 0,
  failed: 1,
  mistake: 2,
  refused: 3,
  unreachable: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each means, for help and documentation. */
export const EXIT_CODES: readonly (readonly [ExitCode, string])[] = [
  [EXIT.done, "what was asked is done; start: ended by Ctrl-C or SIGTERM"],
  [
    EXIT.failed,
    "it was tried and failed: a change was not taken over, the portal could not start, a package doesn't run here",
  ],
  [EXIT.mistake, "the command line is not understood"],
  [
    EXIT.refused,
    "nothing was tried: not allowed, locked, no such plugin, a value that doesn't fit, or not confirmed",
  ],
  [EXIT.unreachable, "no portal answered"],
];
