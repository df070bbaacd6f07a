/** What the load generator is to ask. */
export interface LoadPlan {
  /** With a loopback address, so that no look-up of a name stands between. */
  readonly url: string;
  /** Asked in turn. */
  readonly paths: readonly string[];
  readonly perSecond: number;
}

/** One request and its answer. Times are milliseconds since 1970, so that they compare across processes. */
export interface LoadRecord {
  readonly path: string;
  /** When the connection was asked for that the request went over: earlier than `startedAt` where it was reused. */
  readonly connectedAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Undefined where no complete answer came. */
  readonly status: number | undefined;
  readonly body: string;
  readonly error: string | undefined;
  readonly isReused: boolean;
}
