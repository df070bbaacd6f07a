import { describeSigner } from "@flyloft/plugin-core";
import { LiveLines, type Terminal, formatBytes } from "./LiveLines.ts";
import type { PipelineEvent } from "@flyloft/installer";

interface Active {
  readonly stage: string;
  readonly received: number;
  readonly total: number | undefined;
}

/**
 * Shows the pipeline: in a terminal one line per plugin under way, which goes away when it is done; elsewhere one plain
 * line per plugin that was fetched or failed.
 */
export class Progress {
  readonly #lines: LiveLines;
  readonly #active = new Map<string, Active>();

  constructor(terminal: Terminal) {
    this.#lines = new LiveLines(terminal);
  }

  readonly onEvent = (event: PipelineEvent): void => {
    this.#note(event);
    const line = describe(event);
    if (
      line !== undefined ||
      event.type === "bytes" ||
      event.type === "stage"
    ) {
      this.#lines.show(line === undefined ? [] : [line], this.#passing());
    }
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

  #passing(): string[] {
    return [...this.#active]
      .filter(([, { stage }]) => stage === "fetch" || stage === "install")
      .map(
        ([plugin, active]) => `  ${formatActive(active).padEnd(22)} ${plugin}`,
      );
  }
}

function formatActive({ stage, received, total }: Active): string {
  if (stage !== "fetch" || received === 0) return stage;
  return total === undefined
    ? formatBytes(received)
    : `${formatBytes(received)} of ${formatBytes(total)}`;
}

/** The line that an event leaves behind. What the store had already is not worth one. */
function describe(event: PipelineEvent): string | undefined {
  if (event.type === "failed")
    return `  failed     ${event.plugin}: ${event.reason.code}`;
  if (event.type !== "installed" || !event.fetched) return undefined;
  const seconds = (event.durationMs / 1000).toFixed(1);
  const { facts, signer } = event.installed;
  const signed = signer ? `, signed by ${describeSigner(signer)}` : "";
  return `  installed  ${facts.name} ${facts.version} (${seconds} s)${signed}`;
}
