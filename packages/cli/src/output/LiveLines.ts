/** Where progress is shown. */
export interface Terminal {
  /** Whether lines can be written over. */
  readonly isInteractive: boolean;
  readonly columns: number;
  write(text: string): void;
}

const UP_AND_CLEAR = "\u001b[1A\u001b[2K";

/** Lines that stay, and below them, in a terminal, lines that are written over. */
export class LiveLines {
  readonly #terminal: Terminal;
  #drawn = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Leaves `lasting` behind and shows `passing` until the next call. */
  show(lasting: readonly string[], passing: readonly string[]): void {
    const { isInteractive, columns } = this.#terminal;
    const lines = isInteractive
      ? passing.map((line) => line.slice(0, columns - 1))
      : [];
    this.#terminal.write(
      UP_AND_CLEAR.repeat(this.#drawn) +
        [...lasting, ...lines].map((line) => `${line}\n`).join(""),
    );
    this.#drawn = lines.length;
  }
}

export function formatBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
