import type { ErrorReport } from "@flyloft/plugin-core";
import type { Generation } from "./Generation.ts";

/** What a change led to. */
export type ChangeOutcome =
  | { readonly state: "unchanged"; readonly generation: number }
  | {
      readonly state: "active";
      readonly generation: number;
      /** Milliseconds from when the change began to when it had all new connections. */
      readonly durationMs: number;
    }
  | {
      readonly state: "rejected";
      readonly generation: number;
      readonly reason: ErrorReport;
    };

/** It would have been the same as what serves. */
export function unchanged(serving: {
  readonly generation: Generation;
}): ChangeOutcome {
  return { state: "unchanged", generation: serving.generation.number };
}
