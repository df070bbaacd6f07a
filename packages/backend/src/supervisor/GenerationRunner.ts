import type { Assembly } from "./assembleGeneration.ts";
import { EndingGenerations } from "./EndingGenerations.ts";
import type { Generation } from "./Generation.ts";
import type { GenerationStore } from "./GenerationStore.ts";
import type { DataFolder } from "./DataFolder.ts";
import { type Machine, detectMechanisms } from "./hosts/detectMechanisms.ts";
import { makeReady } from "./makeReady.ts";
import { PortSwitch } from "./PortSwitch.ts";
import type { Crash, RunningGeneration } from "./RunningGeneration.ts";
import { SpareProcess } from "./SpareProcess.ts";
import { startGeneration } from "./startGeneration.ts";
import type { MeasuredProcess } from "./SupervisorMetrics.ts";
import type {
  ManagementAnswer,
  ManagementCall,
  ToBackend,
} from "./messages.ts";

export interface RunnerParts {
  readonly data: DataFolder;
  readonly store: GenerationStore;
  /** Of every process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when everything ends. */
  readonly signal: AbortSignal;
  onCrash(crashed: RunningGeneration, crash: Crash): void;
  /** The supervisor's own metrics, in Prometheus' text format. */
  metrics(): Promise<string>;
  /** What the plugin manager of a generation is asked. */
  answer(call: ManagementCall): Promise<ManagementAnswer>;
}

/** A generation that is to take over, with what it is made of. */
export interface Successor {
  readonly generation: Generation;
  readonly assembly: Assembly;
  /** Packages that have to come up in it, also where they didn't before. */
  readonly required: readonly string[];
}

/** How long the start waits for slow plugins before it serves the others. */
const FIRST_PATIENCE_MS = 5_000;
/** Before the configuration is read. */
const FIRST_SPARE_MS = 60_000;

/** Runs generations: one serves, one may be in the making, earlier ones are ending. */
export class GenerationRunner {
  readonly #parts: RunnerParts;
  readonly #ending = new EndingGenerations();
  readonly #port = new PortSwitch();
  readonly #spare: SpareProcess;
  #machine: Promise<Machine> | undefined;
  #current: RunningGeneration | undefined;
  #making: RunningGeneration | undefined;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    const { env, data } = parts;
    this.#spare = new SpareProcess({ env, codeCache: data.codeCache });
    parts.signal.addEventListener("abort", () => void this.#making?.stop());
  }

  /** The one that serves. */
  get current(): RunningGeneration {
    if (!this.#current) throw new Error("The portal is not started.");
    return this.#current;
  }

  /** Undefined before the first one serves. */
  get serving(): RunningGeneration | undefined {
    return this.#current;
  }

  get processes(): readonly MeasuredProcess[] {
    const running = [this.#current, this.#making];
    return running.flatMap((each) => each?.processes ?? []);
  }

  /** Before the configuration is read: it imports what it can while plugins are installed. */
  warmUp(): void {
    this.#spare.keep({ keepMs: FIRST_SPARE_MS, config: [] });
  }

  /** For the next change. */
  keepSpare(keepMs: number): void {
    this.#spare.keep({ keepMs, config: this.current.config });
  }

  /** Starts the first generation, on the port that plugins must not take. */
  async beginFirst(
    generation: Generation,
    assembly: Assembly,
    careful: boolean,
  ): Promise<RunningGeneration> {
    const begun = await this.#begin(generation, assembly, careful);
    await this.#port.reserve(begun);
    return begun;
  }

  /** Prepares beside the one that serves, asks it, moves the port, and lets the one before end in its own time. */
  async replace({ generation, assembly, required }: Successor): Promise<void> {
    await this.#ending.room();
    const before = this.current;
    const next = await this.#begin(generation, assembly, false);
    const { accepted, settings } = assembly;
    await makeReady(next, { generation, before, accepted, required });
    this.#parts.signal.throwIfAborted();
    await this.handOver(next);
    const { ended } = await before.drain(settings.drainMs, generation.number);
    this.#ending.add(before, ended);
  }

  async handOver(next: RunningGeneration): Promise<void> {
    await this.#port.give(next);
    this.#current = next;
    this.#making = undefined;
  }

  /** Ends what is in the making. */
  async giveUp(): Promise<void> {
    const making = this.#making;
    this.#making = undefined;
    await making?.stop();
  }

  /** To the one that serves. */
  send(message: ToBackend): void {
    this.#current?.send(message);
  }

  /** Resolves when nothing of earlier generations runs any more. */
  earlierEnded(): Promise<void> {
    return this.#ending.idle();
  }

  async endAll(): Promise<void> {
    await Promise.all([
      this.#making?.stop(),
      this.#current?.stop(),
      this.#ending.stop(),
      this.#spare.stop(),
    ]);
  }

  closePort(): void {
    this.#port.close();
  }

  async #begin(
    generation: Generation,
    { config, secrets, settings }: Assembly,
    careful: boolean,
  ): Promise<RunningGeneration> {
    const { data, env, store, signal, metrics, answer, onCrash } = this.#parts;
    const next = await startGeneration({
      machine: () => (this.#machine ??= detectMechanisms()),
      env,
      generation,
      config,
      secrets,
      data,
      careful,
      formerRemotes: store.formerRemotes(generation),
      // The first generation serves what is ready; a later one has to be complete.
      patienceMs: this.#current ? undefined : FIRST_PATIENCE_MS,
      heartbeatMs: settings.heartbeatMs,
      takeProcess: () => this.#spare.take(),
      onCrash: (crash) => onCrash(next, crash),
      metrics,
      answer,
    });
    this.#making = next;
    signal.throwIfAborted();
    return next;
  }
}
