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
import { type Contender, printRanking, race } from "./race.ts";

const PLUGINS = 100;
const LATENCY_MS = 40;
const ROUNDS = 5;
const STATIC = "compiled in, nothing dynamic";

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
  const fronts: Front[] = [];
  const contend = async (name: string, shell?: string): Promise<Contender> => {
    const options = { origin: portal.url, latencyMs: LATENCY_MS, certificate };
    const front = await startFront({ ...options, shell });
    fronts.push(front);
    return { name, run: () => measurePaint(front.url, PLUGINS) };
  };
  try {
    const contenders = [
      await contend("Flyloft, entries combined"),
      await contend(STATIC, shells.compiledIn),
      await contend("a manifest and an entry each", shells.manifests),
    ];
    printRanking(
      `Delivery: ${PLUGINS} plugins until the last card is painted, cold browser, HTTP/2 with ${LATENCY_MS} ms, ${ROUNDS} rounds`,
      await race(contenders, ROUNDS),
      STATIC,
    );
  } finally {
    for (const front of fronts) front.stop();
    await portal.stop();
    folder.remove();
  }
}
