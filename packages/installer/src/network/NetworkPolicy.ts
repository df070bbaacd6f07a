import type { NetworkRules } from "./NetworkRules.ts";

/** Limits on every conversation with a registry, and which may be had. Times in milliseconds. */
export interface NetworkPolicy extends NetworkRules {
  /** Until the connection stands. */
  readonly connectTimeoutMs: number;
  /** Until the response's headers are there. */
  readonly headersTimeoutMs: number;
  /** Longest silence inside a response's body. */
  readonly idleTimeoutMs: number;
  /** One budget for all tries of one request, waiting included. */
  readonly totalTimeoutMs: number;
  /** Tries in all, the first included. */
  readonly maxTries: number;
  /** Wait before the second try; doubled and jittered before each further one. */
  readonly retryDelayMs: number;
  /** Largest body of a packument, an index or a manifest, in bytes. */
  readonly maxMetadataBytes: number;
  /** Largest download of one package or layer, in bytes. */
  readonly maxDownloadBytes: number;
}

export const DEFAULT_NETWORK_POLICY: NetworkPolicy = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  totalTimeoutMs: 180_000,
  maxTries: 3,
  retryDelayMs: 250,
  maxMetadataBytes: 64 * 1024 * 1024,
  maxDownloadBytes: 512 * 1024 * 1024,
};
