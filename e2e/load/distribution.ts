interface Distribution {
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Of at least one value. */
function distribution(values: readonly number[]): Distribution {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    min: at(0),
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: at(1),
  };
}

/** For a report: `min 812 · p50 1034 · p90 1210 · max 1502 ms`. */
export function formatDistribution(values: readonly number[]): string {
  const { min, p50, p90, p99, max } = distribution(values);
  const numbers = Object.entries({ min, p50, p90, p99, max });
  return `${numbers.map(([name, value]) => `${name} ${Math.round(value)}`).join(" · ")} ms`;
}
