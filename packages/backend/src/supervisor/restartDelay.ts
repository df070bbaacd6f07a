/** Crashes within this time count together. */
export const CRASH_WINDOW_MS = 5 * 60_000;
const CRASHES_THAT_LOOP = 3;
const LONGEST_MS = 60_000;

/** The crashes, by their times, that count together with one at `now`. */
export function recentCrashes(
  crashes: readonly number[],
  now: number,
): readonly number[] {
  return crashes.filter((at) => now - at < CRASH_WINDOW_MS);
}

/** Whether a process crashes too often to be left as it is: three times in five minutes. */
export function isCrashLoop(crashes: readonly number[], now: number): boolean {
  return recentCrashes(crashes, now).length >= CRASHES_THAT_LOOP;
}

/** Milliseconds before the nth start after crashes in a row: 1, 2, 4 … 60 s. */
export function backOff(nth: number): number {
  return Math.min(1000 * 2 ** (nth - 1), LONGEST_MS);
}

/**
 * Milliseconds until the process that all share is started again: at once after its first crash, since nobody is served
 * meanwhile, then with back-off. `crashes` are the times of its crashes, the last one included.
 */
export function restartDelay(crashes: readonly number[], now: number): number {
  const recent = recentCrashes(crashes, now).length;
  return recent <= 1 ? 0 : backOff(recent - 1);
}
