import type { IsolationTier } from "@flyloft/plugin-core";

/** How a plugin's entry and the default for all want its code to run. */
export interface IsolationRequest {
  readonly tier: IsolationTier;
  /** Whether the entry itself names the tier. Otherwise it is the default for all. */
  readonly isNamed: boolean;
  /** Rather not at all than with less: `true` asks for Node's permissions and limits, `bubblewrap` for that too. */
  readonly required: boolean | "bubblewrap";
  /** Resident memory of the process, in bytes. */
  readonly memory: number;
  /** Milliseconds without a sign of life after which the process is taken for stuck. */
  readonly heartbeat: number;
  /** Requests under way at the same time. */
  readonly concurrency: number;
  /** Names of environment variables that its process gets beside the usual ones. */
  readonly env: readonly string[];
}

/** What holds where the configuration says nothing. */
export const DEFAULT_ISOLATION: IsolationRequest = {
  tier: "none",
  isNamed: false,
  required: false,
  memory: 512 * 1000 ** 2,
  heartbeat: 10_000,
  concurrency: 100,
  env: [],
};
