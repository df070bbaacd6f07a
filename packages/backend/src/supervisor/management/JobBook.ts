import { createHash, randomUUID } from "node:crypto";
import type { Job, JobStep } from "@flyloft/management";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import { BackendError } from "../../errors.ts";
import type { ManagementDatabase } from "./ManagementDatabase.ts";
import type { ManagementCall } from "../messages.ts";

/** What a job does while it runs: it tells its steps, and gives what it ends with. */
export type JobWork = (
  tell: (step: Omit<JobStep, "at">) => void,
) => Promise<JobResult>;

/** What is known of a job when it succeeded. */
export type JobResult = Pick<Job, "plugin" | "generation" | "warnings">;

interface JobStart {
  readonly kind: Job["kind"];
  readonly plugin: string | undefined;
  readonly call: ManagementCall;
  readonly work: JobWork;
}

interface Starting {
  /** Of the question. */
  readonly hash: string;
  readonly job: Promise<Job>;
}

/** So many are known; older ones are forgotten. */
const KEPT = 100;
const DAY_MS = 86_400_000;
/** Bytes that arrive are told so often. */
const PROGRESS_MS = 200;

/** The long work that was asked for, from the question to a while after its end. */
export class JobBook {
  readonly #database: ManagementDatabase;
  readonly #listeners = new Set<(job: Job) => void>();
  readonly #jobs = new Map<string, Job>();
  /** By who asked and their key: a second question while the first is being written down. */
  readonly #starting = new Map<string, Starting>();
  readonly #running = new Set<Promise<void>>();

  constructor(database: ManagementDatabase) {
    this.#database = database;
  }

  /** Tells of every change of every job. Gives what ends it. */
  listen(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Newest first. */
  async list(): Promise<readonly Job[]> {
    const stored = await this.#stored();
    const all = new Map(stored.map((job) => [job.id, job]));
    for (const [id, job] of this.#jobs) all.set(id, job);
    return [...all.values()]
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
      .slice(0, KEPT);
  }

  async get(id: string): Promise<Job | undefined> {
    const known = this.#jobs.get(id);
    if (known) return known;
    return (await this.#stored()).find((job) => job.id === id);
  }

  /**
   * Begins it; the same question with the same key gives the job that it began before.
   *
   * @throws BackendError `MANAGE_KEY_REUSED` where the key was used for something else
   */
  start(start: JobStart): Promise<Job> {
    const { call } = start;
    const key = keyOf(call);
    if (key === undefined) return this.#begin(start, undefined);
    const same = this.#starting.get(key);
    if (same) return sameJob(same, call);
    const job = this.#beginOnce(start, key).finally(() =>
      this.#starting.delete(key),
    );
    this.#starting.set(key, { hash: hashOf(call), job });
    return job;
  }

  /**
   * What the same question began before: it isn't refused because that had its effect meanwhile.
   *
   * @throws BackendError `MANAGE_KEY_REUSED`
   */
  async recall(call: ManagementCall): Promise<Job | undefined> {
    const key = keyOf(call);
    if (key === undefined) return undefined;
    const same = this.#starting.get(key);
    if (same) return sameJob(same, call);
    return this.#find(call, key);
  }

  /** Resolves when no job runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #beginOnce(start: JobStart, requestKey: string): Promise<Job> {
    return (
      (await this.#find(start.call, requestKey)) ??
      this.#begin(start, requestKey)
    );
  }

  async #find(call: ManagementCall, key: string): Promise<Job | undefined> {
    const knex = await this.#database.openExisting();
    const row = (await knex?.("jobs").where({ request_key: key }).first()) as
      StoredJob | undefined;
    if (!row || row.created_at < dayAgo()) return undefined;
    if (row.request_hash !== hashOf(call)) throw keyReused();
    return this.#jobs.get(row.id) ?? readStored(row);
  }

  async #begin(start: JobStart, requestKey: string | undefined): Promise<Job> {
    const { kind, plugin, call, work } = start;
    const job: Job = {
      id: randomUUID(),
      kind,
      ...(plugin !== undefined && { plugin }),
      actor: call.actor,
      state: "queued",
      createdAt: new Date().toISOString(),
      steps: [],
    };
    await this.#write(job, { requestKey, hash: hashOf(call) });
    this.#jobs.set(job.id, job);
    const run = this.#run(job.id, work).finally(() =>
      this.#running.delete(run),
    );
    this.#running.add(run);
    return job;
  }

  /** Where nothing can be written, on a full disk, what would make room must still be possible. */
  async #write(
    job: Job,
    { requestKey, hash }: { requestKey: string | undefined; hash: string },
  ): Promise<void> {
    try {
      const knex = await this.#database.open();
      await knex("jobs").where("created_at", "<", dayAgo()).delete();
      await knex("jobs").insert({
        id: job.id,
        created_at: job.createdAt,
        request_key: requestKey ?? null,
        request_hash: hash,
        document: JSON.stringify(job),
      });
    } catch (error) {
      if (requestKey !== undefined) throw error;
    }
  }

  async #run(id: string, work: JobWork): Promise<void> {
    this.#update(id, { state: "running" });
    try {
      const result = await work((step) => this.#step(id, step));
      this.#end(id, { ...result, state: "succeeded" });
    } catch (error) {
      this.#end(id, {
        state: "failed",
        error: toProblem(reportError(error, "MANAGE_FAILED")),
      });
    }
    const job = this.#jobs.get(id);
    const knex = await this.#database.open().catch(() => undefined);
    await knex?.("jobs")
      .where({ id })
      .update({ document: JSON.stringify(job) })
      .catch(() => undefined);
    const ended = [...this.#jobs.values()].filter(
      ({ finishedAt }) => finishedAt !== undefined,
    );
    for (const old of ended.slice(0, -KEPT)) this.#jobs.delete(old.id);
  }

  #end(id: string, end: Partial<Job>): void {
    this.#update(id, { ...end, finishedAt: new Date().toISOString() });
  }

  /** Bytes of one plugin take the place of what was told of them before. */
  #step(id: string, told: Omit<JobStep, "at">): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    const step: JobStep = { at: new Date().toISOString(), ...told };
    const last = job.steps.at(-1);
    const isProgress =
      told.received !== undefined &&
      last?.received !== undefined &&
      last.plugin === told.plugin;
    if (isProgress && Date.parse(step.at) - Date.parse(last.at) < PROGRESS_MS) {
      return;
    }
    const steps = isProgress ? job.steps.slice(0, -1) : job.steps;
    this.#update(id, { steps: [...steps, step] });
  }

  #update(id: string, change: Partial<Job>): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    const next = { ...job, ...change };
    this.#jobs.set(id, next);
    for (const listener of this.#listeners) listener(next);
  }

  async #stored(): Promise<readonly Job[]> {
    const knex = await this.#database.openExisting();
    if (!knex) return [];
    const rows: StoredJob[] = await knex("jobs")
      .select("id", "created_at", "document", "request_hash")
      .orderBy("created_at", "desc")
      .limit(KEPT);
    return rows.map(readStored);
  }
}

interface StoredJob {
  readonly id: string;
  readonly created_at: string;
  readonly request_hash: string;
  readonly document: string;
}

/** One that a portal which ended didn't end: what it was about is as before, or in force. */
function readStored({ document }: StoredJob): Job {
  const job = JSON.parse(document) as Job;
  if (job.state === "succeeded" || job.state === "failed") return job;
  const error = new BackendError(
    "MANAGE_INTERRUPTED",
    "The portal ended while this was under way.",
    {
      hint: "See how the plugin stands now, and ask again where it is not as wanted.",
    },
  );
  return {
    ...job,
    state: "failed",
    error: toProblem(reportError(error, error.code)),
  };
}

async function sameJob(
  { hash, job }: Starting,
  call: ManagementCall,
): Promise<Job> {
  if (hash !== hashOf(call)) throw keyReused();
  return job;
}

function keyOf({ actor, idempotencyKey }: ManagementCall): string | undefined {
  return idempotencyKey && `${actor} ${idempotencyKey}`;
}

function dayAgo(): string {
  return new Date(Date.now() - DAY_MS).toISOString();
}

function hashOf({ operation, parameters, body }: ManagementCall): string {
  const text = JSON.stringify([operation, parameters, body]);
  return createHash("sha256").update(text).digest("hex");
}

/** Without keys whose value is undefined. */
export function toProblem(report: ErrorReport): NonNullable<Job["error"]> {
  return JSON.parse(JSON.stringify(report)) as NonNullable<Job["error"]>;
}

function keyReused(): BackendError {
  return new BackendError(
    "MANAGE_KEY_REUSED",
    "This Idempotency-Key was used for another request within the last day.",
    {
      hint: "Use a new key for each change, and the same one only to repeat it.",
    },
  );
}
