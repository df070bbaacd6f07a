import type { IsolationTier } from "@flyloft/plugin-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeAnswering } from "./fixtures/writeAnswering.ts";
import { writeOffender } from "./fixtures/writeOffender.ts";
import { formatDistribution } from "./load/distribution.ts";
import type { LoadRecord } from "./load/LoadRecord.ts";
import { startLoad } from "./load/startLoad.ts";
import { type Cell, describeCell } from "./matrix/Cell.ts";
import { TIERS, readTable, rowsOf, writeTable } from "./matrix/matrixTable.ts";
import { OFFENDERS, type Offender } from "./matrix/offenders.ts";
import { Watch } from "./matrix/Watch.ts";
import { isAlive, portalProcesses, readMemory } from "./portalProcesses.ts";
import { type Portal, type PortalConfig, startPortal } from "./startPortal.ts";

/** With `FLYLOFT_WRITE_MATRIX=1` the table in the documentation is written anew instead of held against what is seen. */
const WRITES = process.env["FLYLOFT_WRITE_MATRIX"] === "1";
const PER_SECOND = 50;
const QUIET_MS = 3_000;
const EFFECT_MS = 2_000;
/** How long it may take until all is well again, or given up. */
const RECOVERY_MS = 60_000;
/** A process that is started again later than that has crashed too often. */
const SOON_MS = 60_000;
const BIG = 400_000_000;
/** Ends a heap that leaks in the process that all share, before the machine runs out of memory. */
const ENV = { NODE_OPTIONS: "--max-old-space-size=256" };

const neighbour = writeAnswering("neighbour");
const ANSWER = JSON.stringify({
  plugin: "neighbour",
  version: "1.0.0",
  text: "good day",
});
const matrix: Record<IsolationTier, Map<string, Cell>> = {
  none: new Map(),
  process: new Map(),
  sandbox: new Map(),
};
const streams: { readonly name: string; readonly records: LoadRecord[] }[] = [];

let portal: Portal | undefined;

/** Ends a portal that a test that failed left behind. */
afterAll(() => portal?.stop());

function configOf(tier: IsolationTier, offenders: readonly Offender[]) {
  return {
    plugins: [
      { package: neighbour.folder, isolation: "none" },
      ...offenders.map(({ name }) => ({
        package: writeOffender(name),
        isolation: { tier, memory: "150MB", heartbeat: "4s" },
      })),
    ],
    config: {
      answering: { text: "good day" },
      backend: { startup: { deadline: "12s" } },
    },
    dynamicPlugins: { generations: { heartbeat: "3s", drain: "1s" } },
  } satisfies PortalConfig;
}

/** Lets offenders loose in a portal while their neighbour is asked all the time. */
async function observe(
  tier: IsolationTier,
  offenders: readonly Offender[],
): Promise<void> {
  portal = await startPortal({ ...configOf(tier, offenders), env: ENV });
  const load = startLoad({
    url: `http://127.0.0.1:${portal.port}`,
    paths: ["/api/neighbour/answer"],
    perSecond: PER_SECOND,
  });
  const watch = new Watch(portal);
  const scene = { portal, watch, tier };
  const phases: Phase[] = [];
  const named = (when: Offender["when"]) =>
    offenders.filter((offender) => offender.when === when);
  try {
    phases.push(...(await watchStarts(scene, offenders)));
    for (const offender of named("request")) {
      phases.push(await provoke(scene, offender));
    }
    phases.push(...(await retire(scene, named("end"))));
  } finally {
    await watch.stop();
  }
  const records = await load.stop();
  await portal.stop();
  streams.push({ name: tier, records: [...records] });
  for (const { name, from, to, cell } of phases) {
    const lost = records.filter(
      (record) =>
        record.endedAt >= from && record.endedAt <= to && !isRight(record),
    ).length;
    const whole = { ...cell, lost };
    matrix[tier].set(name, whole);
    process.stdout.write(
      `${tier.padEnd(8)} ${name.padEnd(18)} ${describeCell(whole)} (${to - from} ms)\n`,
    );
  }
}

interface Scene {
  readonly portal: Portal;
  readonly watch: Watch;
  readonly tier: IsolationTier;
}

interface Phase {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly cell: Omit<Cell, "lost">;
}

const NOTHING = {
  failure: undefined,
  restart: undefined,
  isGivenUp: false,
  sharedEnded: false,
  sharedGrew: false,
  left: undefined,
};

/** All at the same time. Those that misbehave later must have come up by then. */
async function watchStarts(
  { watch }: Scene,
  offenders: readonly Offender[],
): Promise<Phase[]> {
  const from = Date.now();
  await watch.shared();
  await watch.until(
    () => offenders.every(({ name }) => isSettled(watch, name)),
    RECOVERY_MS,
  );
  const to = Date.now();
  return offenders
    .filter(({ when }) => when === "start")
    .map(({ name }) => ({
      name,
      from,
      to,
      cell: {
        ...NOTHING,
        failure: failureOf(watch, name),
        restart: watch.restart(name),
        isGivenUp: isGivenUp(watch, name),
      },
    }));
}

async function provoke(
  { portal, watch, tier }: Scene,
  { name, effectMs = EFFECT_MS }: Offender,
): Promise<Phase> {
  expect(watch.report(name)?.status, name).toEqual({ state: "active" });
  const from = Date.now();
  const before = await watch.shared();
  const host = watch.report(name)?.process;
  void portal
    .fetch(`/api/${name}/misbehave`, { signal: AbortSignal.timeout(effectMs) })
    .catch(() => undefined);
  await watch.until(
    () =>
      tier === "none"
        ? !isAlive(before.pid) || hasGrown(before)
        : watch.report(name)?.process?.restarts !== host?.restarts,
    effectMs,
  );
  const after = await watch.shared();
  await watch.until(() => isSettled(watch, name), RECOVERY_MS);
  const cell = {
    ...NOTHING,
    failure: failureOf(watch, name),
    restart: watch.restart(name),
    isGivenUp: isGivenUp(watch, name),
    sharedEnded: after.pid !== before.pid,
    sharedGrew: hasGrown(before),
  };
  return { name, from, to: Date.now(), cell };
}

function hasGrown({ pid, memory }: { pid: number; memory: number }): boolean {
  return readMemory(pid) - memory > BIG;
}

/** Takes all offenders out of the configuration, and looks for what they leave behind. */
async function retire(
  { portal, watch, tier }: Scene,
  offenders: readonly Offender[],
): Promise<Phase[]> {
  if (offenders.length === 0) return [];
  const from = Date.now();
  const { pid: shared } = await watch.shared();
  const own = offenders.map((offender) => ({
    ...offender,
    failure: failureOf(watch, offender.name),
    pids: [
      watch.report(offender.name)?.process?.pid ?? shared,
      ...portalProcesses(portal.folder)
        .filter(({ command }) => command.includes(`--eval`))
        .map(({ pid }) => pid),
    ],
  }));
  portal.configure(configOf(tier, []));
  const left = () => own.flatMap(({ pids }) => pids.filter(isAlive));
  await watch.until(() => left().length === 0, RECOVERY_MS);
  return own.map(({ name, failure, pids }) => ({
    name,
    from,
    to: Date.now(),
    cell: { ...NOTHING, failure, left: pids.filter(isAlive).length },
  }));
}

function isSettled(watch: Watch, name: string): boolean {
  const status = watch.report(name)?.status;
  return (
    status?.state === "active" ||
    status?.state === "failed" ||
    isGivenUp(watch, name)
  );
}

/** Its process ended too often, and is left alone for minutes. */
function isGivenUp(watch: Watch, name: string): boolean {
  const status = watch.report(name)?.status;
  return (
    status?.state === "restarting" &&
    Date.parse(status.retryAt) - Date.now() > SOON_MS
  );
}

function failureOf(watch: Watch, name: string): string | undefined {
  const status = watch.report(name)?.status;
  return status?.state === "failed" ? status.reason.code : undefined;
}

function isRight({ status, body }: LoadRecord): boolean {
  return status === 200 && body === ANSWER;
}

describe("plugins that misbehave", { timeout: 400_000 }, () => {
  beforeAll(async () => {
    portal = await startPortal({ ...configOf("none", []), env: ENV });
    const load = startLoad({
      url: `http://127.0.0.1:${portal.port}`,
      paths: ["/api/neighbour/answer"],
      perSecond: PER_SECOND,
    });
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    streams.push({ name: "nobody", records: [...(await load.stop())] });
    await portal.stop();
  });

  it("are seen in the process that all share", async () => {
    await observe(
      "none",
      OFFENDERS.filter(({ endsShared }) => !endsShared),
    );
    await observe(
      "none",
      OFFENDERS.filter(({ endsShared }) => endsShared),
    );
  });

  it.each(["process", "sandbox"] as const)(
    "affect nobody else in a %s of their own",
    async (tier) => {
      await observe(
        tier,
        OFFENDERS.filter(({ when }) => when === "start"),
      );
      await observe(
        tier,
        OFFENDERS.filter(({ when }) => when !== "start"),
      );
      const affected = [...matrix[tier]].filter(([, { lost }]) => lost > 0);
      expect(affected).toEqual([]);
      const asked = streams.filter(({ name }) => name === tier);
      const wrong = asked.flatMap(({ records }) =>
        records.filter((record) => !isRight(record)),
      );
      expect(wrong).toEqual([]);
    },
  );

  it("do what the documentation says", () => {
    for (const { name, records } of streams) {
      const latencies = records.map(
        ({ startedAt, endedAt }) => endedAt - startedAt,
      );
      process.stdout.write(
        `Latency beside offenders with ${name}: ${formatDistribution(latencies)}\n`,
      );
    }
    const rows = rowsOf(matrix);
    if (WRITES) writeTable(rows);
    expect(readTable()).toEqual(rows);
    expect(rows.every((row) => row.length === TIERS.length + 1)).toBe(true);
  });
});
