import type { Job, JobStep } from "@flyloft/management";
import { LiveLines, type Terminal, formatBytes } from "./LiveLines.ts";
import type { Paint } from "./Paint.ts";

/** Shows the steps of a job: in a terminal the one under way is written over until it is done. */
export class JobProgress {
  readonly #lines: LiveLines;
  readonly #paint: Paint;
  #told = 0;
  #steps: readonly JobStep[] = [];

  constructor(terminal: Terminal, paint: Paint) {
    this.#lines = new LiveLines(terminal);
    this.#paint = paint;
  }

  readonly onJob = ({ steps, state }: Job): void => {
    this.#steps = steps;
    const passing = steps.at(-1);
    this.#tell(
      steps.length - 1,
      passing ? [formatStep(passing)] : state === "queued" ? ["  waiting"] : [],
    );
  };

  /** Leaves the last step behind. */
  end(): void {
    this.#tell(this.#steps.length, []);
  }

  #tell(until: number, passing: readonly string[]): void {
    const done = this.#steps.slice(this.#told, Math.max(this.#told, until));
    this.#told += done.length;
    this.#lines.show(
      done.map((step) => this.#paint.dim(formatStep(step))),
      passing,
    );
  }
}

function formatStep({ text, stage, received, total }: JobStep): string {
  const bytes =
    received === undefined
      ? ""
      : total === undefined
        ? ` (${formatBytes(received)})`
        : ` (${formatBytes(received)} of ${formatBytes(total)})`;
  return `  ${(stage ?? "").padEnd(8)} ${text}${bytes}`;
}
