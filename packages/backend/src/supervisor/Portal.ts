import { type GenerationRecord, reportError } from "@flyloft/plugin-core";
import {
  type Assembly,
  assembleGeneration,
  restoreGeneration,
} from "./assembleGeneration.ts";
import { crashLoop } from "./changeErrors.ts";
import { RUN_VARIABLE } from "./claimRun.ts";
import { type ChangeOutcome, unchanged } from "./ChangeOutcome.ts";
import { ChangeQueue } from "./ChangeQueue.ts";
import { collectPackages } from "./collectPackages.ts";
import type { DataFolder } from "./DataFolder.ts";
import type { Generation } from "./Generation.ts";
import { type GenerationStore, isSameContent } from "./GenerationStore.ts";
import { type Machine, detectMechanisms } from "./hosts/detectMechanisms.ts";
import { findEarlier } from "./findEarlier.ts";
import { EndingGenerations } from "./EndingGenerations.ts";
import { Journal } from "./Journal.ts";
import { stayWithout } from "./leaveOut.ts";
import { makeReady } from "./makeReady.ts";
import { PortSwitch } from "./PortSwitch.ts";
import type { PortalEvent } from "./PortalEvent.ts";
import type { PortalOptions } from "./preparePipeline.ts";
import { prepareFirst } from "./prepareFirst.ts";
import type { Crash, RunningGeneration } from "./RunningGeneration.ts";
import { SpareProcess } from "./SpareProcess.ts";
import { startGeneration } from "./startGeneration.ts";
import { SupervisorMetrics } from "./SupervisorMetrics.ts";

export interface PortalParts {
  readonly options: PortalOptions;
  readonly data: DataFolder;
  /** In the environment of every process. */
  readonly runId: string;
  onEvent(event: PortalEvent): void;
}

/** How long the start waits for slow plugins before it serves the others. */
const FIRST_PATIENCE_MS = 5_000;
/** Before the configuration is read. */
const FIRST_SPARE_MS = 60_000;

/** The generations of a running portal: one serves, one may be in the making, earlier ones are ending. */
export class Portal {
  readonly #parts: PortalParts;
  readonly #store: GenerationStore;
  readonly #journal: Journal;
  readonly #metrics: SupervisorMetrics;
  readonly #queue = new ChangeQueue<ChangeOutcome>();
  readonly #ending = new EndingGenerations();
  readonly #port = new PortSwitch();
  readonly #end = new AbortController();
  readonly #spare: SpareProcess;
  /** Of every process. */
  readonly #env: PortalOptions["env"];
  #machine: Promise<Machine> | undefined;
  #newest: Assembly | undefined;
  #current: RunningGeneration | undefined;
  #making: RunningGeneration | undefined;
  #isRolledBack = false;
  /** Removes what no generation needs; a change must not look for packages meanwhile. */
  #collecting: Promise<void> = Promise.resolve();

  constructor(parts: PortalParts) {
    this.#parts = parts;
    this.#store = parts.data.generations;
    this.#metrics = new SupervisorMetrics(() => {
      const running = [this.#current, this.#making];
      return running.flatMap((each) => each?.processes ?? []);
    });
    this.#journal = new Journal(this.#store, (event) => {
      this.#metrics.count(event);
      parts.onEvent(event);
    });
    parts.options.signal?.addEventListener("abort", () => this.#abort());
    this.#env = { ...parts.options.env, [RUN_VARIABLE]: parts.runId };
    this.#spare = new SpareProcess({
      env: this.#env,
      codeCache: parts.data.codeCache,
    });
  }

  get current(): RunningGeneration {
    if (!this.#current) throw new Error("The portal is not started.");
    return this.#current;
  }

  /** What the newest reading of the configuration led to. */
  get newest(): Assembly {
    if (!this.#newest) throw new Error("The portal is not started.");
    return this.#newest;
  }

  /** Somebody went back to an earlier generation, and the configuration says something else since. */
  get isRolledBack(): boolean {
    return this.#isRolledBack;
  }

  /** Newest first. */
  get history(): readonly GenerationRecord[] {
    return this.#store.list(this.#current?.generation.number);
  }

  /**
   * The first generation. Here a plugin that fails keeps nobody from serving, since nobody serves yet.
   *
   * @throws the signal's reason where it ends the start; BackendError; errors of the installer's configuration
   */
  async start(): Promise<void> {
    const started = performance.now();
    // It imports what it can while plugins are installed.
    this.#spare.keep({ keepMs: FIRST_SPARE_MS, config: [] });
    try {
      const assembly = await this.#assemble();
      const generation = this.#store.write(assembly.content);
      const next = await prepareFirst(generation, async (attempt) => {
        const { generation: tried, careful } = attempt;
        const begun = await this.#begin(tried, assembly, careful);
        await this.#port.reserve(begun);
        return begun;
      });
      await this.#handOver(next);
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#tellActive("start", started);
  }

  /** Reads the configuration again and makes a generation of it. Never rejects: what went wrong is in the outcome. */
  reload(cause: string): Promise<ChangeOutcome> {
    const change = () => this.#change(cause, () => this.#assemble());
    return this.#queue.add(change, "reload");
  }

  /** Goes back to an earlier generation, by default to the one that served before. It gets a number of its own. */
  rollBack(number?: number): Promise<ChangeOutcome> {
    return this.#queue.add(() => this.#goBack(number));
  }

  /** Ends everything. Requests that are under way have their time. */
  async stop(): Promise<void> {
    this.#abort();
    await this.#endAll();
    await this.#queue.idle();
    // A change that was under way may have handed the port over meanwhile.
    await this.#endAll();
    this.#port.close();
    await this.#collecting;
  }

  async #endAll(): Promise<void> {
    await Promise.all([
      this.#making?.stop(),
      this.#current?.stop(),
      this.#ending.stop(),
      this.#spare.stop(),
    ]);
  }

  /** Whoever prepares a generation hears of it, and nobody begins another one. */
  #abort(): void {
    this.#end.abort();
    void this.#making?.stop();
  }

  async #assemble(): Promise<Assembly> {
    const options = { ...this.#parts.options, signal: this.#end.signal };
    const assembly = await assembleGeneration(options);
    this.#newest = assembly;
    this.#isRolledBack = false;
    return assembly;
  }

  async #goBack(number: number | undefined): Promise<ChangeOutcome> {
    const { data, options } = this.#parts;
    const cause = `roll-back to ${number ?? "the one before"}`;
    const outcome = await this.#change(cause, async () => {
      const { generation } = this.current;
      const earlier = findEarlier(this.#store, generation.number, number);
      return { ...this.newest, ...restoreGeneration(earlier, data, options) };
    });
    if (outcome.state === "active") this.#isRolledBack = true;
    return outcome;
  }

  async #change(
    cause: string,
    assemble: () => Promise<Assembly>,
  ): Promise<ChangeOutcome> {
    const started = performance.now();
    let number: number | undefined;
    try {
      this.#end.signal.throwIfAborted();
      await this.#collecting;
      const before = this.current;
      const assembly = stayWithout(await assemble(), before.generation);
      if (isSameContent(before.generation, assembly.content)) {
        return unchanged(before);
      }
      const generation = this.#store.write(assembly.content);
      number = generation.number;
      await this.#ending.room();
      await this.#replace(before, generation, assembly);
    } catch (error) {
      return await this.#reject(cause, error, number);
    } finally {
      this.#making = undefined;
    }
    const durationMs = this.#tellActive(cause, started);
    return { state: "active", generation: number, durationMs };
  }

  /** Prepares beside the one that serves, asks it, moves the port, and lets the one before end in its own time. */
  async #replace(
    before: RunningGeneration,
    generation: Generation,
    assembly: Assembly,
  ): Promise<void> {
    const next = await this.#begin(generation, assembly);
    const { accepted, settings } = assembly;
    await makeReady(next, { generation, before, accepted });
    this.#end.signal.throwIfAborted();
    await this.#handOver(next);
    const { ended } = await before.drain(settings.drainMs, generation.number);
    this.#ending.add(before, ended);
  }

  async #begin(
    generation: Generation,
    { config, settings }: Assembly,
    careful = false,
  ): Promise<RunningGeneration> {
    const next = await startGeneration({
      machine: () => (this.#machine ??= detectMechanisms()),
      env: this.#env,
      generation,
      config,
      data: this.#parts.data,
      careful,
      formerRemotes: this.#store.formerRemotes(generation),
      // The first generation serves what is ready; a later one has to be complete.
      patienceMs: this.#current ? undefined : FIRST_PATIENCE_MS,
      heartbeatMs: settings.heartbeatMs,
      takeProcess: () => this.#spare.take(),
      onCrash: (crash) => this.#onCrash(next, crash),
      metrics: () => this.#metrics.text(),
    });
    this.#making = next;
    this.#end.signal.throwIfAborted();
    return next;
  }

  async #handOver(next: RunningGeneration): Promise<void> {
    await this.#port.give(next);
    this.#current = next;
    this.#making = undefined;
  }

  #tellActive(cause: string, started: number): number {
    const durationMs = Math.round(performance.now() - started);
    const { current, newest } = this;
    this.#journal.active(current, cause, durationMs);
    const { spareMs: keepMs } = newest.settings;
    this.#spare.keep({ keepMs, config: current.config });
    const { number } = current.generation;
    this.#collecting = collectPackages(this.#store, number, newest);
    return durationMs;
  }

  async #reject(
    cause: string,
    error: unknown,
    written: number | undefined,
  ): Promise<ChangeOutcome> {
    await this.#making?.stop();
    const reason = reportError(error, "SUPERVISE_EXITED_EARLY");
    const generation = written ?? this.#store.nextNumber();
    // What the end of the portal cut short is nothing to write down.
    if (!this.#end.signal.aborted) {
      this.#journal.rejected(this.current, { generation, cause, reason });
    }
    return { state: "rejected", generation, reason };
  }

  #onCrash(crashed: RunningGeneration, crash: Crash): void {
    if (crashed !== this.#current) return;
    const { number } = crashed.generation;
    this.#journal.crashed(number, crash);
    if (!crash.isLoop || !this.#store.previous(number)) return;
    this.#store.record(crashLoop(number));
    void this.#queue.add(() => this.#leave(crashed));
  }

  /** Where another one has taken over by now, that one has nothing to do with the crashes. */
  #leave(crashed: RunningGeneration): Promise<ChangeOutcome> {
    if (crashed === this.#current) return this.#goBack(undefined);
    return Promise.resolve(unchanged(this.current));
  }
}
