import { mkdirSync, readdirSync, readlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import { askAfresh } from "./askAfresh.ts";
import { writeAnswering } from "./fixtures/writeAnswering.ts";
import { type Inspector, openInspector } from "./openInspector.ts";
import { portalProcesses, readMemory } from "./portalProcesses.ts";
import { type Portal, type PortalConfig, startPortal } from "./startPortal.ts";

/** Changes in a row: `FLYLOFT_CHANGES=100 npx vitest run e2e/generationLeaks.test.ts` takes its time. */
const CHANGES = Number(process.env["FLYLOFT_CHANGES"] ?? 30);
const WARM_UP = 10;
const ALLOWED = 1.05;
/** V8 gives memory back when it likes; the least of some samples counts. */
const SAMPLES = 6;
const SAMPLE_EVERY_MS = 400;
/** The supervisor, the backend process, one that waits for the next change, one host. */
const PROCESSES = 4;

const plugins = [writeAnswering("answering"), writeAnswering("isolated")];
const { path: folder } = makeTempFolder("leaks");
const temporary = path.join(folder, "tmp");
let portal: Portal;
let inspector: Inspector;

beforeAll(async () => {
  mkdirSync(temporary);
  portal = await startPortal({
    ...configOf("text 0"),
    folder,
    // The debugger is how its garbage can be collected before it is measured. Space for young objects that grows and
    // shrinks as it pleases, and code that is compiled again the more often it runs, would be most of what is measured.
    nodeArgs: [
      "--inspect=127.0.0.1:0",
      "--max-semi-space-size=1",
      "--no-opt",
      "--no-maglev",
      "--no-sparkplug",
    ],
    env: { TMPDIR: temporary },
  });
  inspector = await openInspector(portal.log());
});

afterAll(async () => {
  inspector?.close();
  await portal?.stop();
});

function configOf(text: string): PortalConfig {
  const [answering, isolated] = plugins;
  return {
    plugins: [
      { package: answering?.folder },
      { package: isolated?.folder, isolation: "process" },
    ],
    config: { answering: { text } },
    dynamicPlugins: { generations: { drain: "1s" } },
  };
}

async function change(text: string): Promise<void> {
  portal.configure(configOf(text));
  // The watcher of the file may be faster, and leave nothing to do.
  expect((await portal.reload()).state).toMatch(/^(?:active|unchanged)$/);
  for (const { id } of plugins) {
    const { body } = await askAfresh(`${portal.url}/api/${id}/answer`);
    expect(JSON.parse(body)).toMatchObject({ plugin: id, text });
  }
}

/** What a portal holds, when earlier generations have ended and garbage is collected. */
async function measure() {
  await vi.waitUntil(() => portalProcesses(folder).length === PROCESSES, {
    timeout: 30_000,
    interval: 100,
  });
  const heaps: number[] = [];
  const residents: number[] = [];
  for (let i = 0; i < SAMPLES; i += 1) {
    heaps.push(await inspector.collectGarbage());
    residents.push(readMemory(portal.pid));
    await sleep(SAMPLE_EVERY_MS);
  }
  const handles = readdirSync(`/proc/${portal.pid}/fd`).map((name) =>
    linkOf(`/proc/${portal.pid}/fd/${name}`),
  );
  return {
    "heap (kB)": Math.round(Math.min(...heaps) / 1024),
    "resident memory (kB)": Math.round(Math.min(...residents) / 1024),
    "open files and sockets": handles.length,
    sockets: handles.filter((link) => link.startsWith("socket:")).length,
    processes: portalProcesses(folder).length,
    "files in the store": countFiles("store"),
    "files of generations": countFiles("generations"),
    "files in the data folder": countFiles("."),
    "temporary files": readdirSync(temporary, { recursive: true }).length,
  };
}

function countFiles(name: string): number {
  const dir = path.join(folder, ".flyloft", name);
  return readdirSync(dir, { recursive: true }).length;
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

describe(`${CHANGES} generation changes in a row`, () => {
  it("leave memory, handles, processes and files as they were after the tenth", async () => {
    for (let i = 1; i <= WARM_UP; i += 1) await change(`text ${i}`);
    const before = await measure();
    for (let i = WARM_UP + 1; i <= CHANGES; i += 1) await change(`text ${i}`);
    const after = await measure();
    for (const [name, value] of Object.entries(before)) {
      const now = after[name as keyof typeof after];
      process.stdout.write(`${name.padEnd(26)} ${value} → ${now}\n`);
    }
    const grown = Object.entries(before).filter(
      ([name, value]) => after[name as keyof typeof after] > value * ALLOWED,
    );
    expect(grown).toEqual([]);
  }, 2_400_000);
});
