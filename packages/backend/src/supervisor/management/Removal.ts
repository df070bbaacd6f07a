import type { GenerationPlugin } from "../Generation.ts";

/** What of uninstalled plugins is still to be removed: written down with the change, so that a restart finishes it. */
export interface Removal {
  readonly id: string;
  /** The plugin, and what came along with it. */
  readonly gone: readonly GenerationPlugin[];
}
