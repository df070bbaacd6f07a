import { bundled, startPortal, type Portal } from "../e2e/startPortal.ts";
import { launchChromium } from "../scripts/services/launchChromium.ts";
import { buildBenchPlugins } from "./delivery/benchPlugins.ts";
import { median } from "./race.ts";
import {
  measureVisit,
  type Preset,
  type Visit,
} from "./shell100/measureVisit.ts";

const FEW = 3;
const MANY = 100;
const ROUNDS = 5;

/**
 * As Lighthouse throttles: https://github.com/GoogleChrome/lighthouse/blob/main/core/config/constants.js, with the
 * factors of its "devtools" method for latency and throughput.
 */
const PRESETS: readonly Preset[] = [
  {
    name: "desktop",
    width: 1350,
    height: 940,
    scale: 1,
    cpu: 1,
    latencyMs: 40,
    kilobitsDown: 10_240,
    kilobitsUp: 10_240,
  },
  {
    name: "mobile",
    width: 412,
    height: 823,
    scale: 1.75,
    cpu: 4,
    latencyMs: 150 * 3.75,
    kilobitsDown: 1638.4 * 0.9,
    kilobitsUp: 750 * 0.9,
  },
];

interface Place {
  readonly name: string;
  readonly plugins: number;
  readonly url: string;
  /** What each plugin shows there. */
  readonly selector: string;
  readonly count: number;
}

/**
 * What Lighthouse measures of a cold visit, of the home page and of the page Plugins, with few and with many plugins, as
 * medians and as ratios of many to few.
 */
export async function benchShell100(): Promise<void> {
  const plugins = (await buildBenchPlugins(MANY)).map(({ dir }) => dir);
  const start = (count: number) =>
    startPortal({
      plugins: [bundled("home"), ...plugins.slice(0, count)].map((folder) => ({
        package: folder,
      })),
      dynamicPlugins: { marketplace: { catalogs: [], updates: false } },
    });
  const portals: Portal[] = [];
  try {
    for (const count of [FEW, MANY]) portals.push(await start(count));
    const places = portals.flatMap(({ url }, index): Place[] => {
      const count = index === 0 ? FEW : MANY;
      return [
        {
          name: "home",
          plugins: count,
          url,
          selector: "[data-bench-card]",
          count,
        },
        {
          name: "plugins",
          plugins: count,
          url: `${url}/plugins`,
          selector: "main article",
          // And the home page's own.
          count: count + 1,
        },
      ];
    });
    for (const preset of PRESETS) print(preset, await visitAll(preset, places));
  } finally {
    for (const portal of portals) await portal.stop();
  }
}

/** In turn, round after round, so that what else the machine does meets all alike. The first round warms files. */
async function visitAll(
  preset: Preset,
  places: readonly Place[],
): Promise<ReadonlyMap<Place, readonly Visit[]>> {
  const visits = new Map<Place, Visit[]>(places.map((place) => [place, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const place of places) {
      const visit = await visitOnce(preset, place);
      if (round > 0) visits.get(place)?.push(visit);
    }
  }
  return visits;
}

async function visitOnce(preset: Preset, place: Place): Promise<Visit> {
  const browser = await launchChromium();
  try {
    return await measureVisit(browser, preset, place);
  } finally {
    await browser.close();
  }
}

const MEASURES = [
  ["first contentful paint, ms", "firstPaint", 0],
  ["largest contentful paint, ms", "largestPaint", 0],
  ["speed index, ms", "speedIndex", 0],
  ["total blocking time, ms", "blocked", 0],
  ["cumulative layout shift", "shift", 3],
  ["all cards there, ms", "complete", 0],
  ["transferred, kB", "kilobytes", 0],
  ["requests", "requests", 0],
] as const satisfies readonly (readonly [string, keyof Visit, number])[];

function print(
  preset: Preset,
  visits: ReadonlyMap<Place, readonly Visit[]>,
): void {
  for (const name of ["home", "plugins"]) {
    const of = (count: number) => {
      const found = [...visits].find(
        ([place]) => place.name === name && place.plugins === count,
      );
      return found?.[1] ?? [];
    };
    const rows = MEASURES.map(([title, key, digits]) => {
      const few = median(of(FEW).map((visit) => visit[key]));
      const many = of(MANY).map((visit) => visit[key]);
      const middle = median(many);
      const cells = [few, middle, Math.min(...many), Math.max(...many)]
        .map((value) => value.toFixed(digits).padStart(10))
        .join("");
      const ratio = few === 0 ? "–" : (middle / few).toFixed(2);
      return `  ${title.padEnd(30)}${cells}${ratio.padStart(8)}`;
    });
    process.stdout.write(
      `\nShell: ${name} page, ${preset.name}, cold browser, ${ROUNDS} rounds\n` +
        `  ${"median".padEnd(30)}${`${FEW}`.padStart(10)}${`${MANY}`.padStart(10)}${"min".padStart(10)}${"max".padStart(10)}${"ratio".padStart(8)}\n` +
        `${rows.join("\n")}\n`,
    );
  }
}
