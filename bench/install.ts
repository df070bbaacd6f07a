import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  makeTempFolder,
  type TempFolder,
} from "../scripts/services/makeTempFolder.ts";
import { startOciRegistry } from "../scripts/services/startOciRegistry.ts";
import { startVerdaccio } from "../scripts/services/startVerdaccio.ts";
import { measureCold } from "./install/measureCold.ts";
import {
  type PublishedSample,
  publishToNpm,
  publishToOci,
} from "./install/publishSamples.ts";
import { runTimed } from "./install/runTimed.ts";
import {
  REALISTIC,
  type SamplePlugin,
  SMALL,
  writeSamplePlugins,
} from "./install/samplePlugins.ts";
import { startDistance } from "./install/startDistance.ts";
import { type Contender, printRanking, race, type Ranking } from "./race.ts";

const ROUNDS = 5;
/** What the installer does by itself on this machine. */
const CONCURRENCY = Math.min(16, Math.max(8, 2 * availableParallelism()));
/** Between two places of a continent. */
const ROUND_TRIP_MS = 40;

/**
 * How long 30 plugins take from a registry, here or far away, into an empty store, each contender in a fresh process:
 * our installer; downloading, decompressing and untarring the same bytes and nothing else; and what portals do today,
 * one plugin after the other by `skopeo` or `npm pack`, and `tar`. Then how long a start takes that changes nothing.
 *
 * Everything is written below TMPDIR. Let that be in memory (`TMPDIR=/dev/shm`): a disk may take a hundred times as
 * long to make a file where many were removed shortly before, and then its time is all that shows.
 */
export async function benchInstall(): Promise<void> {
  const folder = makeTempFolder("bench-install");
  const npm = await startVerdaccio();
  const oci = await startOciRegistry();
  try {
    const root = path.join(folder.path, "samples");
    const samples = writeSamplePlugins(root, REALISTIC);
    const scene = { folder, samples, registry: npm.url };
    const onNpm = await publishToNpm(npm, samples);
    const packs = { name: "npm pack and tar, in turn", script: NPM_PACK };
    await compare("npm", { ...scene, published: onNpm, incumbent: packs });
    const onOci = await publishToOci(oci, samples);
    const copies = { name: "skopeo and tar, in turn", script: SKOPEO };
    await compare("OCI", { ...scene, published: onOci, incumbent: copies });
    await compareAfar(oci.host, {
      ...scene,
      published: onOci,
      incumbent: copies,
    });
    const small = path.join(folder.path, "small");
    await measureUnchanged(folder, {
      samples: await publishToOci(oci, writeSamplePlugins(small, SMALL)),
      registry: npm.url,
    });
  } finally {
    await Promise.all([npm.stop(), oci.stop()]);
    folder.remove();
  }
}

interface Scene {
  readonly folder: TempFolder;
  readonly samples: readonly SamplePlugin[];
  readonly published: readonly PublishedSample[];
  /** The npm registry. */
  readonly registry: string;
  readonly incumbent: { readonly name: string; readonly script: string };
}

/** The same from a registry that isn't on this machine, where waiting takes longer than working. */
async function compareAfar(host: string, scene: Scene): Promise<void> {
  const distance = await startDistance(host, ROUND_TRIP_MS);
  try {
    const published = scene.published.map(({ name, reference, url }) => ({
      name,
      reference: reference.replace(host, distance.host),
      url: url.replace(host, distance.host),
    }));
    const kind = `OCI, ${ROUND_TRIP_MS} ms away`;
    await compare(kind, { ...scene, published });
  } finally {
    await distance.stop();
  }
}

async function compare(kind: string, scene: Scene): Promise<void> {
  const { folder, published, samples, incumbent, registry } = scene;
  const config = writeConfig(folder, published);
  const json = path.join(folder.path, "samples.json");
  const lines = path.join(folder.path, "samples.txt");
  writeFileSync(json, JSON.stringify(published));
  writeFileSync(lines, published.map(toLine).join(""));
  const shell = (script: string) => (into: string) =>
    runTimed("sh", ["-ec", script, lines, into, String(CONCURRENCY), registry]);
  const commands: Record<
    string,
    (into: string) => ReturnType<typeof runTimed>
  > = {
    [FLYLOFT]: (into) => runTimed(...node("flyloft", config, into, registry)),
    "fetch, gunzip, node-tar": (into) =>
      runTimed(...node("plain", json, into, String(CONCURRENCY))),
    "curl | tar xz": shell(CURL),
    [incumbent.name]: shell(incumbent.script),
  };
  const files = samples.reduce((sum, sample) => sum + sample.files, 0);
  const contenders = Object.entries(commands).map(([name, run]): Contender => ({
    name,
    run: () => measureCold(folder, files, run),
  }));
  const rankings = await race(contenders, ROUNDS);
  const title = `Install from ${kind}: ${samples.length} plugins, ${files} files, cold, whole processes, ${ROUNDS} rounds; plain downloads ${CONCURRENCY} at once`;
  printRanking(title, rankings, fasterPlain(rankings));
}

const FLYLOFT = "Flyloft";
const CURL = `xargs -P "$2" -L 1 sh -ec 'mkdir "$1/$2" && curl -sf --retry 2 --retry-all-errors "$3" | tar xz -C "$1/$2"' sh "$1" < "$0"`;
const SKOPEO = `while read -r name url reference; do
  skopeo copy -q --src-tls-verify=false "docker://\${reference%%!*}" "dir:$1/$name.image"
  mkdir "$1/$name" && tar xzf "$1/$name.image/\${url##*sha256:}" -C "$1/$name"
done < "$0"`;
const NPM_PACK = `while read -r name url reference; do
  npm pack -s --registry "$3" --cache "$1/cache" --pack-destination "$1" "$reference" < /dev/null
  mkdir "$1/$name" && tar xzf "$1/\${url##*/}" -C "$1/$name"
done < "$0"`;

function toLine({ name, url, reference }: PublishedSample): string {
  return `${name} ${url} ${reference.replace(/^oci:\/\//, "")}\n`;
}

function fasterPlain(rankings: readonly Ranking[]): string {
  const [, ...rest] = rankings;
  const [node, curl] = rest;
  const isCurlFaster =
    Math.min(...(curl?.times ?? [])) < Math.min(...(node?.times ?? []));
  return (isCurlFaster ? curl : node)?.name ?? "";
}

/** Everything is in the store and in the lock: what an ordinary start of the portal pays for its plugins. */
async function measureUnchanged(
  folder: TempFolder,
  scene: {
    readonly samples: readonly PublishedSample[];
    readonly registry: string;
  },
): Promise<void> {
  const config = writeConfig(folder, scene.samples);
  const into = path.join(folder.path, "unchanged");
  mkdirSync(into);
  const start = () =>
    runTimed(...node("flyloft", config, into, scene.registry));
  await start();
  const known: [installer: number, all: number][] = [];
  const whole = await race(
    [
      {
        name: "whole process",
        run: async () => {
          const { milliseconds, output } = await start();
          known.push(JSON.parse(output) as [number, number]);
          return milliseconds;
        },
      },
      {
        name: "Node alone, doing nothing",
        run: async () =>
          (await runTimed(process.execPath, ["-e", "0"])).milliseconds,
      },
    ],
    ROUNDS,
  );
  const counted = known.slice(1);
  printRanking(
    `Start with ${scene.samples.length} plugins, nothing changed, ${ROUNDS} rounds`,
    [
      {
        name: "the installer, until the plugins are known",
        times: counted.map(([installer]) => installer),
      },
      {
        name: "with start, imports and configuration",
        times: counted.map(([, all]) => all),
      },
      ...whole,
    ],
    "Node alone, doing nothing",
  );
}

function writeConfig(
  folder: TempFolder,
  samples: readonly PublishedSample[],
): string {
  const file = path.join(folder.path, "app-config.yaml");
  const plugins = samples.map(({ reference }) => ({ package: reference }));
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ dynamicPlugins: { plugins } }));
  return file;
}

function node(script: string, ...args: string[]): [string, string[]] {
  const file = fileURLToPath(new URL(`install/${script}.mjs`, import.meta.url));
  return [process.execPath, [file, ...args]];
}
