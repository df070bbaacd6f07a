export interface Contender {
  readonly name: string;
  /** One run from nothing; answers its time in milliseconds. */
  readonly run: () => Promise<number>;
}

export interface Ranking {
  readonly name: string;
  /** In milliseconds, one per round. */
  readonly times: readonly number[];
}

/**
 * Runs the contenders in turn, round after round, so that what else the machine does meets all alike. A first round
 * warms caches and doesn't count.
 */
export async function race(
  contenders: readonly Contender[],
  rounds: number,
): Promise<readonly Ranking[]> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { run }] of contenders.entries()) {
      const time = await run();
      if (round > 0) times[index]?.push(time);
    }
  }
  return contenders.map(({ name }, index) => ({
    name,
    times: times[index] ?? [],
  }));
}

/** Prints a table of milliseconds; ratios are of medians, against the ranking named `base`. */
export function printRanking(
  title: string,
  rankings: readonly Ranking[],
  base: string,
): void {
  const reference = rankings.find(({ name }) => name === base);
  const baseline = median(reference?.times ?? []);
  const width = Math.max(...rankings.map(({ name }) => name.length));
  const rows = rankings.map(({ name, times }) => {
    const values = [Math.min(...times), median(times), Math.max(...times)]
      .map((value) => value.toFixed(0).padStart(8))
      .join("");
    const ratio = (median(times) / baseline).toFixed(2).padStart(9);
    return `  ${name.padEnd(width)}${values}${ratio}`;
  });
  const head = `  ${"milliseconds".padEnd(width)}     min  median     max    ratio`;
  process.stdout.write(`\n${title}\n${head}\n${rows.join("\n")}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1
    ? upper
    : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
