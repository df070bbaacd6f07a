export interface GarbageOptions {
  /** Trees that some generation still needs, those among them that others were made of. */
  readonly keep: ReadonlySet<string>;
  /** Younger packages stay: another process may have installed them for a generation that isn't written yet. */
  readonly olderThanMs: number;
}
