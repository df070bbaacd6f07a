import type { PipelineEvent } from "@flyloft/installer";
import type { Assembly } from "./assembleGeneration.ts";
import type { ChangeOutcome } from "./ChangeOutcome.ts";
import type { DesiredState } from "./management/DesiredState.ts";

/** Where a change stands, in the order in which it gets there. */
type ChangePhase = "prepare" | "serve";

/** A change that somebody asked for while the portal runs. All of it happens while no other change does. */
export interface ManagedChange {
  readonly cause: string;
  /** What is desired with it. @throws why it can't be */
  propose(): Promise<DesiredState>;
  /**
   * Looks at what it leads to before anything is started. Gives the packages that have to come up, also where they didn't
   * before.
   *
   * @throws why it must not be
   */
  check(assembly: Assembly): Promise<readonly string[]>;
  /** Keeps what is desired. Called where the change is in force; where it throws, the portal goes back. */
  commit(outcome: ChangeOutcome): Promise<void>;
  onEvent(event: PipelineEvent): void;
  onPhase(phase: ChangePhase, generation: number): void;
}
