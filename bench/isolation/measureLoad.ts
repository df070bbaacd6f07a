import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { median } from "../race.ts";
import { readCpuTime } from "./readCpuTime.ts";

const run = promisify(execFile);
const PROGRAM = path.join(import.meta.dirname, "loadProcess.mjs");
const ROUNDS = 6;
const ROUND_MS = 2_000;

export interface Target {
  readonly name: string;
  readonly url: string;
  /** Of the process that answers, and that started others which do. */
  readonly pid: number;
}

/** What `loadProcess.mjs` prints. */
interface Load {
  readonly requests: number;
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

/** Medians over the rounds; latencies in milliseconds. */
export interface LoadResult extends Omit<Load, "requests"> {
  /** Microseconds that all processes together compute for a request. Tells more than the rest on a busy machine. */
  readonly cpu: number;
}

/**
 * Puts load on one target after the other, round after round, so that what else the machine does meets all alike. A
 * first round warms up and doesn't count.
 */
export async function measureLoad(
  targets: readonly Target[],
  concurrency: number,
): Promise<ReadonlyMap<string, LoadResult>> {
  const results = new Map<string, LoadResult[]>();
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const target of targets) {
      const result = await load(target, concurrency);
      const { name } = target;
      if (round > 0) results.set(name, [...(results.get(name) ?? []), result]);
    }
  }
  return new Map(
    [...results].map(([name, rounds]) => {
      const over = (key: keyof LoadResult) =>
        median(rounds.map((each) => each[key]));
      const [rate, cpu] = [over("rate"), over("cpu")];
      return [name, { rate, cpu, p50: over("p50"), p99: over("p99") }];
    }),
  );
}

async function load(
  { url, pid }: Target,
  concurrency: number,
): Promise<LoadResult> {
  const before = readCpuTime(pid);
  const args = [PROGRAM, url, String(concurrency), String(ROUND_MS)];
  const { stdout } = await run(process.execPath, args);
  const { requests, ...result } = JSON.parse(stdout) as Load;
  return { ...result, cpu: ((readCpuTime(pid) - before) * 1000) / requests };
}

/** Prints a table; ratios are of requests per second, against the target named `base`. */
export function printLoad(
  title: string,
  results: ReadonlyMap<string, LoadResult>,
  base: string,
): void {
  const reference = results.get(base);
  const width = Math.max(...[...results.keys()].map(({ length }) => length));
  const rows = [...results].map(([name, { rate, p50, p99, cpu }]) => {
    const ratio = (rate / (reference?.rate ?? Number.NaN)).toFixed(2);
    const more = (p50 - (reference?.p50 ?? Number.NaN)).toFixed(2);
    const cells = [
      rate.toFixed(0),
      ratio,
      p50.toFixed(2),
      p99.toFixed(2),
      more,
      cpu.toFixed(0),
    ];
    return `  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(9)).join("")}`;
  });
  const head = ["req/s", "ratio", "p50 ms", "p99 ms", "p50 more", "CPU µs"]
    .map((cell) => cell.padStart(9))
    .join("");
  process.stdout.write(
    `\n${title}\n  ${"".padEnd(width)}${head}\n${rows.join("\n")}\n`,
  );
}
