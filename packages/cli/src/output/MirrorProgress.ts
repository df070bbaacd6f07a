import type { MirrorEvent } from "@flyloft/installer";
import { LiveLines, type Terminal } from "./LiveLines.ts";

/** A line for each plugin that was copied, and in a terminal how many of their dependencies were. */
export class MirrorProgress {
  readonly #lines: LiveLines;

  constructor(terminal: Terminal) {
    this.#lines = new LiveLines(terminal);
  }

  readonly onEvent = (event: MirrorEvent): void => {
    switch (event.type) {
      case "mirrored": {
        const { name, version, kind } = event.plugin;
        const verb = kind === "local" ? "local " : "copied";
        this.#lines.show([`  ${verb}  ${name} ${version}`], []);
        break;
      }
      case "failed":
        this.#lines.show([`  failed  ${event.text}: ${event.reason.code}`], []);
        break;
      case "dependencies": {
        const { done, total } = event;
        const passing = `  ${done} of ${total} dependencies`;
        this.#lines.show([], done === total ? [] : [passing]);
      }
    }
  };
}
