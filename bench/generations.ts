import { execFileSync } from "node:child_process";
import path from "node:path";
import { root } from "../scripts/paths.ts";
import { writeAnswering } from "../e2e/fixtures/writeAnswering.ts";
import { type Portal, bundled, startPortal } from "../e2e/startPortal.ts";
import { type Ranking, printRanking } from "./race.ts";

const CHANGES = 10;
const SPARE = "a changed key, with a process in waiting";
const FRESH = "a changed key, without";
const ADDED = "a plugin more, with a process in waiting";
const IN_PLACE = "the same plugin added in place (not what Flyloft does)";

/** From "change asked" to "every new connection sees it", with ten plugins, the catalog and sign-in. */
export async function benchGenerations(): Promise<void> {
  const rankings: Ranking[] = [
    { name: SPARE, times: await change("10m", touch) },
    { name: FRESH, times: await change("0s", touch) },
    { name: ADDED, times: await change("10m", add) },
    { name: IN_PLACE, times: addInPlace() },
  ];
  printRanking(
    `A change of a running portal with 10 plugins, ${CHANGES} times`,
    rankings,
    SPARE,
  );
}

type Step = (number: number) => PortalConfig;
type PortalConfig = Parameters<Portal["configure"]>[0];

const plugins = [
  ...["home", "header", "links", "links-backend", "status"].map((name) => ({
    package: bundled(name),
  })),
  ...["one", "two", "three", "four", "five"].map((name) => ({
    package: writeAnswering(name).folder,
  })),
];
const more = Array.from({ length: CHANGES + 1 }, (_, number) => ({
  package: writeAnswering(`more-${number}`).folder,
}));

function touch(number: number): PortalConfig {
  return { plugins, config: { organization: { name: `Change ${number}` } } };
}

function add(number: number): PortalConfig {
  return { plugins: [...plugins, ...more.slice(0, number)] };
}

async function change(spare: string, step: Step): Promise<number[]> {
  const dynamicPlugins = { generations: { watch: false, spare } };
  const portal = await startPortal({ ...step(0), dynamicPlugins });
  const times: number[] = [];
  for (let number = 1; number <= CHANGES; number += 1) {
    // As long as a person needs to think of the next change: the process in waiting is complete.
    await new Promise((resolve) => {
      setTimeout(resolve, 3000);
    });
    portal.configure({ ...step(number), dynamicPlugins });
    const began = performance.now();
    const outcome = await portal.reload();
    if (outcome.state !== "active") throw new Error(JSON.stringify(outcome));
    times.push(performance.now() - began);
  }
  await portal.stop();
  return times;
}

function addInPlace(): number[] {
  const output = execFileSync(
    process.execPath,
    [
      "--conditions=flyloft-source",
      "--disable-warning=ExperimentalWarning",
      path.join(root, "bench/generations/addInPlace.ts"),
      ...more.map((plugin) => plugin.package),
    ],
    { encoding: "utf8" },
  );
  return JSON.parse(output) as number[];
}
