import { bundled, startPortal } from "../e2e/startPortal.ts";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import { buildBenchPlugins } from "./delivery/benchPlugins.ts";
import { buildShells } from "./delivery/buildShells.ts";
import { measurePaint } from "./delivery/measurePaint.ts";
import {
  createCertificate,
  startFront,
  type Front,
} from "./delivery/startFront.ts";

const PLUGINS = 100;
const LATENCY_MS = 40;
const ROUNDS = 5;

interface Contender {
  readonly name: string;
  readonly front: Front;
  readonly times: number[];
}

/**
 * How long a browser with nothing cached takes until the last of 100 plugins' cards is painted, over HTTP/2 with 40 ms
 * of latency: our portal, the same code compiled into one application, and a manifest and an entry per remote as
 * Backstage's own loader does it. All three run the same shell, plugins and backend.
 */
export async function benchDelivery(): Promise<void> {
  const plugins = await buildBenchPlugins(PLUGINS);
  const shells = await buildShells(plugins);
  const portal = await startPortal({
    plugins: [bundled("home"), ...plugins.map((plugin) => plugin.dir)].map(
      (folder) => ({ package: folder }),
    ),
  });
  const folder = makeTempFolder("bench-delivery");
  const certificate = createCertificate(folder);
  const contend = async (name: string, shell?: string): Promise<Contender> => {
    const options = { origin: portal.url, latencyMs: LATENCY_MS, certificate };
    return { name, front: await startFront({ ...options, shell }), times: [] };
  };
  const contenders = [
    await contend("Flyloft, entries combined"),
    await contend("compiled in, nothing dynamic", shells.compiledIn),
    await contend("a manifest and an entry each", shells.manifests),
  ];
  try {
    await race(contenders);
    report(contenders);
  } finally {
    for (const { front } of contenders) front.stop();
    await portal.stop();
    folder.remove();
  }
}

/** Rounds alternate, so that what else the machine does meets all alike. The first round warms the servers. */
async function race(contenders: readonly Contender[]): Promise<void> {
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { front, times } of contenders) {
      const time = await measurePaint(front.url, PLUGINS);
      if (round > 0) times.push(time);
    }
  }
}

function report(contenders: readonly Contender[]): void {
  const [, limit] = contenders;
  const base = median(limit?.times ?? []);
  process.stdout.write(
    `\nDelivery: ${PLUGINS} plugins until the last card is painted, cold browser, HTTP/2 with ${LATENCY_MS} ms, median of ${ROUNDS}\n`,
  );
  for (const { name, times } of contenders) {
    const time = median(times);
    const range = `${Math.round(Math.min(...times))}–${Math.round(Math.max(...times))}`;
    process.stdout.write(
      `  ${name.padEnd(30)} ${String(Math.round(time)).padStart(6)} ms  ×${(time / base).toFixed(2)}  (${range})\n`,
    );
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted[middle] ?? Number.NaN;
}
