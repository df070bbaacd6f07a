import {
  CRASH_WINDOW_MS,
  backOff,
  isCrashLoop,
  recentCrashes,
} from "../restartDelay.ts";

/** Where a host stands. Times are milliseconds of one clock. */
type HostPhase =
  | { readonly name: "starting"; readonly isTrial: boolean }
  | { readonly name: "up"; readonly since: number }
  /** It is started again at `until`. */
  | { readonly name: "waiting"; readonly until: number }
  /** It crashed too often. At `until` it gets one trial. */
  | { readonly name: "open"; readonly until: number }
  | { readonly name: "stopped" };

export interface HostLife {
  readonly phase: HostPhase;
  /** Times of the crashes that count together. */
  readonly crashes: readonly number[];
  /** Crashes without a long time up between them: what the back-off grows with. */
  readonly streak: number;
  readonly restarts: number;
}

export type HostEvent =
  | { readonly type: "ready"; readonly at: number }
  | { readonly type: "crashed"; readonly at: number }
  /** The time that a `waiting` or `open` host waited for has come. */
  | { readonly type: "due" }
  | { readonly type: "retry" }
  | { readonly type: "stop" };

export const NEW_HOST: HostLife = {
  phase: { name: "starting", isTrial: false },
  crashes: [],
  streak: 0,
  restarts: 0,
};

/**
 * What becomes of a host. A crash leads to a new start after 1, 2, 4 … 60 s; the third one within 5 minutes opens the
 * breaker for 5 minutes, and then a single trial decides.
 *
 * @throws Error on an event that the phase doesn't accept: that is a mistake in this program
 */
export function nextHostState(life: HostLife, event: HostEvent): HostLife {
  const { phase } = life;
  if (event.type === "stop") return { ...life, phase: { name: "stopped" } };
  if (event.type === "ready" && phase.name === "starting") {
    return { ...life, phase: { name: "up", since: event.at } };
  }
  if (event.type === "crashed") return crash(life, event.at);
  const waits = phase.name === "waiting" || phase.name === "open";
  if (event.type === "due" && waits) {
    return start(life, phase.name === "open");
  }
  if (event.type === "retry" && (waits || phase.name === "up")) {
    return { ...start(life, false), crashes: [], streak: 0 };
  }
  throw new Error(`A host that is ${phase.name} does not accept ${event.type}`);
}

function start(life: HostLife, isTrial: boolean): HostLife {
  const phase = { name: "starting", isTrial } as const;
  return { ...life, phase, restarts: life.restarts + 1 };
}

function crash(life: HostLife, at: number): HostLife {
  const { phase } = life;
  if (phase.name !== "starting" && phase.name !== "up") {
    throw new Error(`A host that is ${phase.name} can't crash`);
  }
  const crashes = [...recentCrashes(life.crashes, at), at];
  const wasStable = phase.name === "up" && at - phase.since >= CRASH_WINDOW_MS;
  const streak = wasStable ? 1 : life.streak + 1;
  const failedTrial = phase.name === "starting" && phase.isTrial;
  if (failedTrial || isCrashLoop(crashes, at)) {
    const until = at + CRASH_WINDOW_MS;
    return { ...life, phase: { name: "open", until }, crashes, streak };
  }
  const until = at + backOff(streak);
  return { ...life, phase: { name: "waiting", until }, crashes, streak };
}
