import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import { startMachineCache } from "./published/startMachineCache.ts";
import { measureRemote, type RemoteSize } from "./published/measureRemote.ts";
import { FRONTENDS } from "./published/packages.ts";
import { runInstall } from "./published/runInstall.ts";
import {
  installUpstream,
  type UpstreamBuilder,
} from "./published/upstreamBuilder.ts";
import { median, race } from "./race.ts";

const ROUNDS = 2;

/**
 * How long it takes to build the remote of a frontend package that was published as it is, and how large the remote is,
 * against Backstage's own builder. Whole processes; both find the package and its dependencies on disk. Then what the
 * next start pays for it.
 */
export async function benchRemotes(): Promise<void> {
  const folder = makeTempFolder("bench-remotes");
  const registry = await startMachineCache(folder.path);
  try {
    const upstream = await installUpstream(path.join(folder.path, "upstream"), {
      packages: FRONTENDS,
      registry: registry.url,
    });
    printHead();
    const rows: Row[] = [];
    for (const name of FRONTENDS) {
      const into = path.join(folder.path, path.basename(name));
      const scene = { name, into, registry: registry.url };
      const row = await compare(scene, upstream);
      printRow(row);
      rows.push(row);
    }
    printSum(rows);
  } finally {
    await registry.stop();
    folder.remove();
  }
}

interface Scene {
  readonly name: string;
  /** Of this package's store. */
  readonly into: string;
  readonly registry: string;
}

interface Row {
  readonly name: string;
  /** Milliseconds, medians. */
  readonly ours: number;
  readonly theirs: number;
  /** Of the installer, when nothing changed. */
  readonly next: number;
  readonly ourSize: RemoteSize;
  readonly theirSize: RemoteSize;
}

async function compare(scene: Scene, upstream: UpstreamBuilder): Promise<Row> {
  mkdirSync(scene.into, { recursive: true });
  const run = () => runInstall({ ...scene, packages: [scene.name] });
  const first = await run();
  let dist = path.join(first.plugins[0]?.dir ?? "", "dist");
  let theirDist = "";
  const [ours, theirs] = await race(
    [
      {
        name: "Flyloft",
        run: async () => {
          forgetRemote(scene.into, path.dirname(dist));
          const { milliseconds, plugins } = await run();
          dist = path.join(plugins[0]?.dir ?? "", "dist");
          return milliseconds;
        },
      },
      {
        name: "Backstage",
        run: async () => {
          const built = await upstream.build(scene.name);
          theirDist = built.dist;
          return built.milliseconds;
        },
      },
    ],
    ROUNDS,
  );
  return {
    name: scene.name,
    ours: median(ours?.times ?? []),
    theirs: median(theirs?.times ?? []),
    next: (await run()).installerMs,
    ourSize: measureRemote(dist),
    theirSize: measureRemote(theirDist),
  };
}

/** Takes the built remote out of a store; what it is built from stays. */
function forgetRemote(into: string, built: string): void {
  const digests = path.join(into, "store/digests");
  const known = readdirSync(digests).filter((name) =>
    name.startsWith(encodeURIComponent("remote:")),
  );
  if (known.length === 0) throw new Error(`${into} has no built remote.`);
  for (const name of known) rmSync(path.join(digests, name));
  rmSync(built, { recursive: true });
}

const WIDTH = Math.max(...FRONTENDS.map(({ length }) => length));

function printHead(): void {
  const columns = [
    "Flyloft s",
    "upstr. s",
    "ratio",
    "next ms",
    "gzip kB",
    "upstr.",
    "ratio",
    "raw",
  ];
  process.stdout.write(
    `\nRemotes of ${FRONTENDS.length} published frontends against @backstage/cli-module-build, whole processes, ${ROUNDS} rounds\n${line("", columns)}\n`,
  );
}

function printRow(row: Row): void {
  const { ours, theirs, ourSize, theirSize } = row;
  const cells = [
    (ours / 1000).toFixed(2),
    (theirs / 1000).toFixed(2),
    (ours / theirs).toFixed(2),
    row.next.toFixed(0),
    kilobytes(ourSize.gzip),
    kilobytes(theirSize.gzip),
    (ourSize.gzip / theirSize.gzip).toFixed(2),
    (ourSize.raw / theirSize.raw).toFixed(2),
  ];
  process.stdout.write(`${line(row.name, cells)}\n`);
}

function printSum(rows: readonly Row[]): void {
  const total = (of: (row: Row) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0);
  const time = total(({ ours }) => ours) / total(({ theirs }) => theirs);
  const size =
    total(({ ourSize }) => ourSize.gzip) /
    total(({ theirSize }) => theirSize.gzip);
  process.stdout.write(
    `  all: ${time.toFixed(2)} of the time, ${size.toFixed(2)} of the size (gzip)\n`,
  );
}

function line(name: string, cells: readonly string[]): string {
  const numbers = cells.map((cell) => cell.padStart(11)).join("");
  return `  ${name.padEnd(WIDTH)}${numbers}`;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}
