import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findBinary } from "../scripts/services/findBinary.ts";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import { runTimed } from "./install/runTimed.ts";
import { type DiskUse, measureDisk } from "./published/measureDisk.ts";
import { BACKENDS } from "./published/packages.ts";
import { runInstall } from "./published/runInstall.ts";
import { startMachineCache } from "./published/startMachineCache.ts";
import { type Contender, printRanking, race } from "./race.ts";

const ROUNDS = 2;

/**
 * How long it takes to bring published backends with their dependencies into an empty store, and what they take on disk,
 * against `npm install --ignore-scripts` of each in a folder of its own, one after the other. npm's cache is empty at
 * first and then shared by all; and once, harder, empty for each. The registry is on loopback and has everything at
 * hand: a first round, which doesn't count, fills it.
 */
export async function benchDependencies(): Promise<void> {
  const folder = makeTempFolder("bench-dependencies");
  const registry = await startMachineCache(folder.path);
  const disk = new Map<string, DiskUse>();
  const flyloft = contender(FLYLOFT, (into) =>
    runInstall({ packages: BACKENDS, into, registry: registry.url }),
  );
  const npm = contender(NPM, (into) =>
    installEach(into, { registry: registry.url, isShared: true }),
  );
  const hard = contender("npm install of each, a cache each", (into) =>
    installEach(into, { registry: registry.url, isShared: false }),
  );
  function contender(
    name: string,
    run: (into: string) => Promise<{ readonly milliseconds: number }>,
  ): Contender {
    return {
      name,
      run: async () => {
        const into = path.join(folder.path, "into");
        mkdirSync(into);
        const { milliseconds } = await run(into);
        process.stderr.write(
          `${name}: ${(milliseconds / 1000).toFixed(1)} s\n`,
        );
        // Without caches that could be thrown away.
        disk.set(
          name,
          await measureDisk(path.join(into, name === FLYLOFT ? "store" : ".")),
        );
        rmSync(into, { recursive: true });
        await runTimed(findBinary("coreutils", "sync"), []);
        return milliseconds;
      },
    };
  }
  try {
    const rankings = await race([flyloft, npm], ROUNDS);
    const once = { name: hard.name, times: [await hard.run()] };
    const title = `${BACKENDS.length} published backends with their dependencies, cold, whole processes, ${ROUNDS} rounds`;
    printRanking(title, [...rankings, once], NPM);
    printDisk(disk);
  } finally {
    await registry.stop();
    folder.remove();
  }
}

const FLYLOFT = "Flyloft";
const NPM = "npm install of each, one cache";

async function installEach(
  into: string,
  { registry, isShared }: { registry: string; isShared: boolean },
): Promise<{ readonly milliseconds: number }> {
  const caches = path.join(path.dirname(into), "npm-caches");
  rmSync(caches, { recursive: true, force: true });
  let milliseconds = 0;
  for (const [index, name] of BACKENDS.entries()) {
    const dir = path.join(into, String(index));
    mkdirSync(dir);
    writeFileSync(path.join(dir, "package.json"), '{"private":true}');
    const cache = path.join(caches, isShared ? "shared" : String(index));
    const run = await runTimed("npm", [
      "install",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      `--prefix=${dir}`,
      `--registry=${registry}`,
      `--cache=${cache}`,
      name,
    ]);
    milliseconds += run.milliseconds;
  }
  rmSync(caches, { recursive: true });
  return { milliseconds };
}

function printDisk(disk: ReadonlyMap<string, DiskUse>): void {
  const base = disk.get(NPM)?.bytes ?? Number.NaN;
  for (const [name, { bytes, inodes }] of disk) {
    const megabytes = (bytes / 1e6).toFixed(0);
    process.stdout.write(
      `  ${name}: ${megabytes} MB on disk, ${inodes} inodes, ${(bytes / base).toFixed(2)}\n`,
    );
  }
}
