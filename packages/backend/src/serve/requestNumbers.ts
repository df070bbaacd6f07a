import type { Counter, Histogram } from "prom-client";

/** What requests to one plugin were like. */
export interface RequestNumbers {
  readonly requests: number;
  /** Answered with 5xx. */
  readonly errors: number;
  /** Milliseconds; undefined before the first answer. */
  readonly averageMs: number | undefined;
  readonly p95Ms: number | undefined;
}

export interface RequestSeries {
  readonly total: Counter;
  readonly duration: Histogram;
}

const P95 = 0.95;

/** Reads them off the counter and the histogram. `plugin` is the id, as in `/api/<id>`. */
export async function readRequestNumbers(
  { total, duration }: RequestSeries,
  plugin: string,
): Promise<RequestNumbers> {
  const [counted, measured] = await Promise.all([total.get(), duration.get()]);
  const own = counted.values.filter(
    ({ labels }) => labels["plugin"] === plugin,
  );
  const times = measured.values.filter(
    ({ labels }) => labels["plugin"] === plugin,
  );
  const valueOf = (suffix: string) =>
    times.find(({ metricName }) => metricName?.endsWith(suffix))?.value ?? 0;
  const count = valueOf("_count");
  const buckets = times.flatMap(({ labels, value }) =>
    labels.le === undefined ? [] : [{ upTo: Number(labels.le), count: value }],
  );
  return {
    requests: sum(own),
    errors: sum(
      own.filter(({ labels }) => String(labels["code"]).startsWith("5")),
    ),
    averageMs: count === 0 ? undefined : (valueOf("_sum") / count) * 1000,
    p95Ms: count === 0 ? undefined : quantile(buckets, P95 * count) * 1000,
  };
}

interface Bucket {
  /** `NaN` for the last one, which has no end. */
  readonly upTo: number;
  /** Of it and those before. */
  readonly count: number;
}

/** Between the ends of the bucket that `rank` falls into, as Prometheus' `histogram_quantile` does. */
function quantile(buckets: readonly Bucket[], rank: number): number {
  let start = 0;
  let before = 0;
  for (const { upTo, count } of buckets) {
    if (!Number.isFinite(upTo)) break;
    if (count >= rank) {
      return start + ((upTo - start) * (rank - before)) / (count - before);
    }
    start = upTo;
    before = count;
  }
  return start;
}

function sum(values: readonly { readonly value: number }[]): number {
  return values.reduce((total, { value }) => total + value, 0);
}
