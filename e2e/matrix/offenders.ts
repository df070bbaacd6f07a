export interface Offender {
  /** Its file in `fixtures/misbehaving`, and its plugin id. */
  readonly name: string;
  /** What it does, as the row of the table. */
  readonly title: string;
  /** When it does it: at its start, when `/misbehave` is asked, or when its generation ends. */
  readonly when: "start" | "request" | "end";
  /** How long it may take until something is seen of its misdeed. Milliseconds. */
  readonly effectMs?: number;
  /** Ends or blocks the process that all share while it starts: it gets a portal of its own there. */
  readonly endsShared?: true;
}

/** In the order in which they are let loose: those that end the process that all share come last. */
export const OFFENDERS: readonly Offender[] = [
  { name: "throws-at-import", title: "throws at import", when: "start" },
  { name: "rejects-in-init", title: "rejects in init", when: "start" },
  { name: "never-resolves", title: "init never resolves", when: "start" },
  { name: "exits-at-import", title: "`process.exit` at import", when: "start" },
  { name: "exits-in-init", title: "`process.exit` in init", when: "start" },
  { name: "exits-later", title: "`process.exit` later", when: "request" },
  {
    name: "kills-itself",
    title: "kills its own process in init",
    when: "start",
    endsShared: true,
  },
  {
    name: "loops-at-import",
    title: "endless loop at import",
    when: "start",
    endsShared: true,
  },
  {
    name: "rejects-unhandled",
    title: "unhandled rejection",
    when: "request",
  },
  {
    name: "leaks-buffers",
    title: "leaks Buffers",
    when: "request",
    effectMs: 20_000,
  },
  {
    name: "loops-on-request",
    title: "endless loop on a request",
    when: "request",
    effectMs: 20_000,
  },
  {
    name: "leaks-heap",
    title: "leaks heap",
    when: "request",
    effectMs: 20_000,
  },
  { name: "ignores-sigterm", title: "ignores SIGTERM", when: "end" },
  {
    name: "forks-grandchild",
    title: "starts a process that ignores signals",
    when: "end",
  },
  { name: "binds-the-port", title: "binds the portal's port", when: "start" },
  {
    name: "takes-anothers-id",
    title: "registers another plugin's id",
    when: "start",
  },
  {
    name: "shadows-a-route",
    title: "shadows another plugin's route",
    when: "start",
  },
];
