import { type GenerationRecord, reportError } from "@flyloft/plugin-core";
import { Assembler } from "./Assembler.ts";
import type { Assembly } from "./assembleGeneration.ts";
import { crashLoop } from "./changeErrors.ts";
import { RUN_VARIABLE } from "./claimRun.ts";
import { type ChangeOutcome, unchanged } from "./ChangeOutcome.ts";
import { ChangeQueue } from "./ChangeQueue.ts";
import { collectPackages } from "./collectPackages.ts";
import type { DataFolder } from "./DataFolder.ts";
import { findEarlier } from "./findEarlier.ts";
import { GenerationRunner, type RunnerParts } from "./GenerationRunner.ts";
import { type GenerationStore, isSameContent } from "./GenerationStore.ts";
import { Journal } from "./Journal.ts";
import { stayWithout } from "./leaveOut.ts";
import type { ManagedChange } from "./ManagedChange.ts";
import type { DesiredState } from "./management/DesiredState.ts";
import type { ToBackend } from "./messages.ts";
import type { PortalEvent } from "./PortalEvent.ts";
import type { PortalOptions } from "./preparePipeline.ts";
import { prepareFirst } from "./prepareFirst.ts";
import type { Crash, RunningGeneration } from "./RunningGeneration.ts";
import { SupervisorMetrics } from "./SupervisorMetrics.ts";

export interface PortalParts extends Pick<RunnerParts, "answer"> {
  readonly options: PortalOptions;
  readonly data: DataFolder;
  /** In the environment of every process. */
  readonly runId: string;
  /** What administrators changed. @throws where it can't be read */
  desired(): Promise<DesiredState>;
  onEvent(event: PortalEvent): void;
}

interface ChangeSteps extends Partial<Pick<ManagedChange, "onPhase">> {
  /** Packages that have to come up; asked for once it is assembled. */
  required?(): readonly string[];
}

/** The generations of a running portal, and the changes that lead from one to the next. */
export class Portal {
  readonly #store: GenerationStore;
  readonly #journal: Journal;
  readonly #queue = new ChangeQueue<ChangeOutcome>();
  readonly #end = new AbortController();
  readonly #assembler: Assembler;
  readonly #runner: GenerationRunner;
  /** Removes what no generation needs; a change must not look for packages meanwhile. */
  #collecting: Promise<unknown> = Promise.resolve();

  constructor(parts: PortalParts) {
    const { data, options } = parts;
    const { signal } = this.#end;
    this.#store = data.generations;
    const metrics = new SupervisorMetrics(() => this.#runner.processes);
    this.#journal = new Journal(this.#store, (event) => {
      metrics.count(event);
      parts.onEvent(event);
    });
    this.#assembler = new Assembler({ ...parts, signal });
    this.#runner = new GenerationRunner({
      ...parts,
      store: this.#store,
      signal,
      env: { ...options.env, [RUN_VARIABLE]: parts.runId },
      onCrash: (crashed, crash) => this.#onCrash(crashed, crash),
      metrics: () => metrics.text(),
    });
    options.signal?.addEventListener("abort", () => this.#end.abort());
  }

  get current(): RunningGeneration {
    return this.#runner.current;
  }

  /** What the newest reading of the configuration led to. */
  get newest(): Assembly {
    return this.#assembler.newest;
  }

  /** Somebody went back to an earlier generation, and the configuration says something else since. */
  get isRolledBack(): boolean {
    return this.#assembler.isRolledBack;
  }

  /** Newest first. */
  get history(): readonly GenerationRecord[] {
    return this.#store.list(this.#runner.serving?.generation.number);
  }

  /**
   * The first generation. Here a plugin that fails keeps nobody from serving, since nobody serves yet.
   *
   * @throws the signal's reason where it ends the start; BackendError; errors of the installer's configuration
   */
  async start(): Promise<void> {
    const started = performance.now();
    this.#runner.warmUp();
    try {
      const assembly = await this.#assembler.assemble();
      const generation = this.#store.write(assembly.content);
      const next = await prepareFirst(generation, ({ generation, careful }) =>
        this.#runner.beginFirst(generation, assembly, careful),
      );
      await this.#runner.handOver(next);
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#tellActive("start", started);
  }

  /** Reads the configuration again and makes a generation of it. Never rejects: what went wrong is in the outcome. */
  reload(cause: string): Promise<ChangeOutcome> {
    const change = () => this.#change(cause, () => this.#assembler.assemble());
    return this.#queue.add(change, "reload");
  }

  /** Goes back to an earlier generation, by default to the one that served before. It gets a number of its own. */
  rollBack(number?: number, by?: string): Promise<ChangeOutcome> {
    return this.#queue.add(() => this.#goBack(number, by));
  }

  /** Makes a generation of the configuration and of what somebody wants changed. @throws what keeping that threw */
  apply(change: ManagedChange): Promise<ChangeOutcome> {
    return this.#queue.add(() => this.#apply(change));
  }

  /** Resolves when nothing of earlier generations runs any more. */
  earlierEnded(): Promise<void> {
    return this.#runner.earlierEnded();
  }

  /** Does something while nothing is installed, made ready or removed. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#queue.alone(async () => {
      await this.#collecting;
      return work();
    });
  }

  /** Removes what no kept generation needs, now. Gives the trees that were removed. */
  async collect(): Promise<readonly string[]> {
    await this.#collecting;
    const collecting = this.#collect();
    this.#collecting = collecting;
    return collecting;
  }

  /** Every version of these packages that a kept generation has. */
  treesOf(names: readonly string[]): readonly string[] {
    return this.#store.treesOf(names);
  }

  /** To the backend process that serves. */
  tell(message: ToBackend): void {
    this.#runner.send(message);
  }

  /** Ends everything. Requests that are under way have their time. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#runner.endAll();
    await this.#queue.idle();
    // A change that was under way may have handed the port over meanwhile.
    await this.#runner.endAll();
    this.#runner.closePort();
    await this.#collecting;
  }

  async #goBack(
    number: number | undefined,
    by?: string,
  ): Promise<ChangeOutcome> {
    const to = `roll-back to ${number ?? "the one before"}`;
    const cause = by === undefined ? to : `${to} by ${by}`;
    const outcome = await this.#change(cause, async () => {
      const { generation } = this.current;
      const earlier = findEarlier(this.#store, generation.number, number);
      return this.#assembler.restore(earlier);
    });
    if (outcome.state === "active") this.#assembler.rolledBack();
    return outcome;
  }

  async #apply(change: ManagedChange): Promise<ChangeOutcome> {
    const before = this.current.generation.number;
    let required: readonly string[] = [];
    let proposed: Assembly | undefined;
    const assemble = async () => {
      const onEvent = change.onEvent.bind(change);
      const desired = await change.propose();
      proposed = await this.#assembler.propose(desired, onEvent);
      required = await change.check(proposed);
      return proposed;
    };
    const outcome = await this.#change(change.cause, assemble, {
      required: () => required,
      onPhase: (phase, number) => {
        if (phase === "serve" && proposed) this.#assembler.accept(proposed);
        change.onPhase(phase, number);
      },
    });
    if (outcome.state === "rejected") return outcome;
    try {
      await change.commit(outcome);
    } catch (error) {
      if (outcome.state === "active") await this.#goBack(before);
      throw error;
    }
    return outcome;
  }

  async #change(
    cause: string,
    assemble: () => Promise<Assembly>,
    steps: ChangeSteps = {},
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
      steps.onPhase?.("prepare", number);
      const required = steps.required?.() ?? [];
      await this.#runner.replace({ generation, assembly, required });
      steps.onPhase?.("serve", number);
    } catch (error) {
      return await this.#reject(cause, error, number);
    }
    const durationMs = this.#tellActive(cause, started);
    return { state: "active", generation: number, durationMs };
  }

  #tellActive(cause: string, started: number): number {
    const durationMs = Math.round(performance.now() - started);
    this.#journal.active(this.current, cause, durationMs);
    this.#runner.keepSpare(this.newest.settings.spareMs);
    this.#collecting = this.#collect();
    return durationMs;
  }

  #collect(): Promise<readonly string[]> {
    const { number } = this.current.generation;
    return collectPackages(this.#store, number, this.newest);
  }

  async #reject(
    cause: string,
    error: unknown,
    written: number | undefined,
  ): Promise<ChangeOutcome> {
    await this.#runner.giveUp();
    const reason = reportError(error, "SUPERVISE_EXITED_EARLY");
    const generation = written ?? this.#store.nextNumber();
    // What the end of the portal cut short is nothing to write down.
    if (!this.#end.signal.aborted) {
      this.#journal.rejected(this.current, { generation, cause, reason });
    }
    return { state: "rejected", generation, reason };
  }

  #onCrash(crashed: RunningGeneration, crash: Crash): void {
    if (crashed !== this.#runner.serving) return;
    const { number } = crashed.generation;
    this.#journal.crashed(number, crash);
    if (!crash.isLoop || !this.#store.previous(number)) return;
    this.#store.record(crashLoop(number));
    void this.#queue.add(() => this.#leave(crashed));
  }

  /** Where another one has taken over by now, that one has nothing to do with the crashes. */
  #leave(crashed: RunningGeneration): Promise<ChangeOutcome> {
    if (crashed === this.current) return this.#goBack(undefined);
    return Promise.resolve(unchanged(this.current));
  }
}
