import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { GenerationRecord } from "@flyloft/plugin-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../scripts/services/startVerdaccio.ts";
import { writeOffender } from "./fixtures/writeOffender.ts";
import {
  type AnsweringPlugin,
  writeAnswering,
} from "./fixtures/writeAnswering.ts";
import { formatDistribution } from "./load/distribution.ts";
import { type Era, type Expectation, judgeLoad } from "./load/judgeLoad.ts";
import { type RunningLoad, startLoad } from "./load/startLoad.ts";
import {
  type Portal,
  type PortalConfig,
  bundled,
  startPortal,
} from "./startPortal.ts";

const PER_SECOND = 200;
const SETTLE_MS = 250;
const NAMES = ["steady", "configured", "toggled", "rebuilt"] as const;
const RELEASED = "released";
const BAD = [
  "throws-at-import",
  "rejects-in-init",
  "never-resolves",
  "exits-in-init",
  "kills-itself",
] as const;

/** What the configuration and the plugin's folder say. */
interface Model {
  readonly toggled: boolean;
  readonly text: string;
  /** Of the package in the registry. */
  readonly released: string;
  /** Of the folder that is built anew. */
  readonly rebuilt: string;
  readonly bad?: (typeof BAD)[number];
}

interface Step {
  readonly name: string;
  readonly change: Partial<Model>;
  /** The reason's code where it must be refused. */
  readonly refused?: string;
  readonly by: "save" | "reload";
}

const FIRST: Model = {
  toggled: false,
  text: "one",
  released: "1.0.0",
  rebuilt: "1.0.0",
};

const save = (name: string, change: Partial<Model>): Step => ({
  name,
  change,
  by: "save",
});
const reload = (name: string, change: Partial<Model>): Step => ({
  name,
  change,
  by: "reload",
});
const bad = (name: (typeof BAD)[number], refused: string): Step => ({
  name,
  change: { bad: name },
  refused,
  by: "save",
});

const STEPS: readonly Step[] = [
  save("enable", { toggled: true }),
  save("config", { text: "two" }),
  bad("rejects-in-init", "COMPOSE_INIT_FAILED"),
  save("upgrade a package", { released: "1.1.0" }),
  bad("throws-at-import", "LOAD_THREW"),
  save("disable", { toggled: false }),
  bad("never-resolves", "COMPOSE_DEADLINE"),
  save("config", { text: "three" }),
  save("build a folder anew", { rebuilt: "2.0.0" }),
  bad("exits-in-init", "COMPOSE_EXIT_REFUSED"),
  reload("enable", { toggled: true }),
  bad("kills-itself", "SUPERVISE_EXITED_EARLY"),
  reload("config", { text: "four" }),
  reload("downgrade a package", { released: "1.0.0" }),
  { ...bad("throws-at-import", "LOAD_THREW"), by: "reload" },
  reload("disable", { toggled: false }),
  save("build a folder anew", { rebuilt: "3.0.0" }),
  bad("kills-itself", "SUPERVISE_EXITED_EARLY"),
  reload("config", { text: "five" }),
  save("enable", { toggled: true }),
];

let registry: VerdaccioService;
let portal: Portal;
let load: RunningLoad;
const folders = Object.fromEntries(
  BAD.map((name) => [name, writeOffender(name)]),
);
const answering = Object.fromEntries(
  NAMES.map((name) => [name, writeAnswering(name)]),
) as Record<(typeof NAMES)[number], AnsweringPlugin>;

beforeAll(async () => {
  registry = await startVerdaccio();
  for (const version of ["1.0.0", "1.1.0"]) {
    await registry.publish(writeAnswering(RELEASED, version).folder);
  }
  portal = await startPortal({
    ...configOf(FIRST),
    files: { ".npmrc": registry.npmrc() },
  });
});

afterAll(async () => {
  load?.kill();
  await portal?.stop();
  await registry?.stop();
});

function configOf(model: Model): PortalConfig {
  const { toggled, text, released, bad } = model;
  return {
    plugins: [
      ...["home", "header", "links", "links-backend", "status"].map((name) => ({
        package: bundled(name),
      })),
      ...NAMES.map((name) => ({
        package: answering[name].folder,
        enabled: name !== "toggled" || toggled,
      })),
      { package: `@example/plugin-${RELEASED}@${released}` },
      ...(bad ? [{ package: folders[bad] }] : []),
    ],
    config: {
      answering: { text },
      backend: { startup: { deadline: "10s" } },
    },
  };
}

/** What a portal of this model answers. */
function expectations(
  model: Model,
  generation: number,
): Readonly<Record<string, Expectation>> {
  const versions = { released: model.released, rebuilt: model.rebuilt };
  const says = (name: string): Expectation => {
    const version = versions[name as keyof typeof versions] ?? "1.0.0";
    const body = JSON.stringify({ plugin: name, version, text: model.text });
    return (record) => record.status === 200 && record.body === body;
  };
  return {
    ...Object.fromEntries(
      [...NAMES, RELEASED].map((name) => [`/api/${name}/answer`, says(name)]),
    ),
    ...(!model.toggled && {
      "/api/toggled/answer": ({ status }) => status === 404,
    }),
    "/": ({ status, body }) => status === 200 && body.includes("</html>"),
    "/.flyloft/portal.json": ({ status, body }) =>
      status === 200 &&
      (JSON.parse(body) as { portal: { generation: number } }).portal
        .generation === generation,
  };
}

describe("generation changes under 200 requests a second", () => {
  it("lose no request, answer nothing wrong, and roll back what fails", async () => {
    let model = FIRST;
    let expected = expectations(model, 1);
    const eras: Era[] = [];
    const outcomes: { step: Step; record: GenerationRecord; ms: number }[] = [];
    load = startLoad({
      url: `http://127.0.0.1:${portal.port}`,
      paths: Object.keys(expected),
      perSecond: PER_SECOND,
    });
    await sleep(1000);
    let era = { name: "start", askedAt: 0, expected };
    for (const step of STEPS) {
      const { bad: _gone, ...kept } = model;
      model = { ...kept, ...step.change };
      const askedAt = Date.now();
      const record = await make(step, model);
      const endedAt = Date.parse(record.activatedAt ?? "");
      outcomes.push({
        step,
        record,
        ms: (record.activatedAt ? endedAt : Date.now()) - askedAt,
      });
      if (record.activatedAt) {
        eras.push({ ...era, replacedAt: endedAt });
        expected = expectations(model, record.number);
        era = { name: step.name, askedAt, expected };
      }
      await sleep(SETTLE_MS);
    }
    eras.push({ ...era, replacedAt: Infinity });
    const records = await load.stop();
    const { failed, wrong } = judgeLoad(records, eras);
    report(outcomes, records);
    expect(failed.slice(0, 5)).toEqual([]);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(
      outcomes.map(({ step, record }) => [
        step.name,
        record.state,
        record.reason?.code,
      ]),
    ).toEqual(
      STEPS.map(({ name, refused }) => [
        name,
        refused ? "rejected" : "active",
        refused,
      ]),
    );
  });
});

/** Asks for a change and waits until it is decided. */
async function make(step: Step, model: Model): Promise<GenerationRecord> {
  const before = newest().number;
  if (step.change.rebuilt) answering.rebuilt.setVersion(step.change.rebuilt);
  else portal.configure(configOf(model));
  if (step.by === "reload") await portal.reload();
  for (;;) {
    const { number } = newest();
    if (number > before) {
      const found = await portal.generations();
      const record = found.find((each) => each.number === number);
      if (record) return record;
    }
    await sleep(20);
  }
}

/** The end of the history, straight from its file: to ask the portal for it would be work for the portal. */
function newest(): { number: number } {
  const file = path.join(portal.folder, ".flyloft/generations/history.jsonl");
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return JSON.parse(lines.at(-1) ?? "") as { number: number };
}

function report(
  outcomes: readonly { step: Step; record: GenerationRecord; ms: number }[],
  records: readonly { startedAt: number; endedAt: number }[],
): void {
  const taken = outcomes.filter(({ record }) => record.state !== "rejected");
  const latencies = records.map(
    ({ startedAt, endedAt }) => endedAt - startedAt,
  );
  process.stdout.write(
    [
      `${records.length} requests over ${outcomes.length} changes.`,
      ...outcomes.map(
        ({ step, record, ms }) =>
          `  ${step.name.padEnd(20)} ${step.by.padEnd(6)} ${record.reason?.code ?? "served"} after ${ms} ms`,
      ),
      `From asked to served: ${formatDistribution(taken.map(({ ms }) => ms))}`,
      `Latency of all requests: ${formatDistribution(latencies)}`,
      "",
    ].join("\n"),
  );
}
