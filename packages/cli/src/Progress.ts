import type { PipelineEvent } from "@flyloft/installer";

/** Where progress is shown. */
export interface Terminal {
  /** Whether lines can be written over. */
  readonly isInteractive: boolean;
  readonly columns: number;
  write(text: string): void;
}

interface Active {
  readonly stage: string;
  readonly received: number;
  readonly total: number | undefined;
}

const UP_AND_CLEAR = "\u001b[1A\u001b[2K";

/**
 * Shows the pipeline: in a terminal one line per plugin under way, which goes away when it is done; elsewhere one plain
 * line per plugin that was fetched or failed.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #active = new Map<string, Active>();
  #drawn = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  readonly onEvent = (event: PipelineEvent): void => {
    this.#note(event);
    const line = describe(event);
    if (line !== undefined) this.#print(line);
    else if (event.type === "bytes" || event.type === "stage") this.#redraw();
  };

  #note(event: PipelineEvent): void {
    if (event.type === "stage") {
      const { plugin, stage } = event;
      this.#active.set(plugin, { stage, received: 0, total: undefined });
    } else if (event.type === "bytes") {
      const { plugin, received, total } = event;
      this.#active.set(plugin, { stage: "fetch", received, total });
    } else if (event.type === "installed" || event.type === "failed") {
      this.#active.delete(event.plugin);
    } else if (event.type === "finished") {
      this.#active.clear();
    }
  }

  #print(line: string): void {
    this.#erase();
    this.#terminal.write(`${line}\n`);
    this.#draw();
  }

  #redraw(): void {
    this.#erase();
    this.#draw();
  }

  #erase(): void {
    this.#terminal.write(UP_AND_CLEAR.repeat(this.#drawn));
    this.#drawn = 0;
  }

  #draw(): void {
    if (!this.#terminal.isInteractive) return;
    const downloads = [...this.#active].filter(
      ([, { stage }]) => stage === "fetch" || stage === "install",
    );
    for (const [plugin, active] of downloads) {
      const line = `  ${formatActive(active).padEnd(22)} ${plugin}`;
      this.#terminal.write(`${line.slice(0, this.#terminal.columns - 1)}\n`);
    }
    this.#drawn = downloads.length;
  }
}

function formatActive({ stage, received, total }: Active): string {
  if (stage !== "fetch" || received === 0) return stage;
  return total === undefined
    ? formatBytes(received)
    : `${formatBytes(received)} of ${formatBytes(total)}`;
}

function formatBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The line that an event leaves behind. What the store had already is not worth one. */
function describe(event: PipelineEvent): string | undefined {
  if (event.type === "failed")
    return `  failed     ${event.plugin}: ${event.reason.code}`;
  if (event.type !== "installed" || !event.fetched) return undefined;
  const seconds = (event.durationMs / 1000).toFixed(1);
  const { name, version } = event.installed.facts;
  return `  installed  ${name} ${version} (${seconds} s)`;
}
