import { randomUUID } from "node:crypto";
import type { PipelineEvent } from "@flyloft/installer";
import type { Job } from "@flyloft/management";
import {
  type ErrorReport,
  describeSigner,
  reportError,
} from "@flyloft/plugin-core";
import type { Assembly } from "../assembleGeneration.ts";
import { revive } from "../changeErrors.ts";
import type { ChangeOutcome } from "../ChangeOutcome.ts";
import type { ManagementCall } from "../messages.ts";
import type { Portal } from "../Portal.ts";
import type { AuditRecord } from "./AuditRecord.ts";
import { checkAssembled } from "./checkAssembled.ts";
import type { DesiredRow, DesiredState } from "./DesiredState.ts";
import type { DesiredStore } from "./DesiredStore.ts";
import type { JobBook, JobResult } from "./JobBook.ts";
import type { Tell, Wish } from "./Wish.ts";

export interface ChangeParts {
  readonly portal: () => Portal;
  readonly store: DesiredStore;
  readonly jobs: JobBook;
}

/** Makes what somebody wants of a plugin a generation, keeps it where that came up, and writes down what became of it. */
export class ChangeMaker {
  readonly #parts: ChangeParts;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  /** @throws why the wish can't be at all; BackendError `MANAGE_KEY_REUSED`, `MANAGE_DATABASE_UNREACHABLE` */
  async start(wish: Wish, call: ManagementCall): Promise<Job> {
    const { kind, plugin, key } = wish;
    if (call.idempotencyKey === undefined) {
      const { rows } = await this.#parts.store.read();
      wish.next(rows.find((row) => row.key === key));
    }
    return this.#parts.jobs.start({
      kind,
      plugin,
      call,
      work: (tell) => this.#perform(wish, call.actor, tell),
    });
  }

  async #perform(wish: Wish, actor: string, tell: Tell): Promise<JobResult> {
    const portal = this.#parts.portal();
    const attempt = new Attempt(wish, actor, portal.current.generation.number);
    try {
      const outcome = await this.#apply(attempt, tell);
      await this.#learn(portal);
      const found = await this.#finish(wish, tell);
      const warnings = found.length > 0 ? { warnings: found } : {};
      const { generation } = outcome;
      return { plugin: attempt.name, generation, ...warnings };
    } catch (error) {
      if (!attempt.isKept) {
        const reason = reportError(error, "MANAGE_FAILED");
        const failed = attempt.record({ outcome: "failed", reason });
        await this.#parts.store.record(failed).catch(() => undefined);
      }
      throw error;
    }
  }

  async #apply(attempt: Attempt, tell: Tell): Promise<ChangeOutcome> {
    const { store } = this.#parts;
    const { wish, actor } = attempt;
    const outcome = await this.#parts.portal().apply({
      cause: `${wish.kind} of ${wish.plugin} by ${actor}`,
      propose: async () => attempt.propose(await store.read()),
      check: (assembly) => attempt.check(assembly),
      commit: async (done) => {
        await store.change({
          key: wish.key,
          row: attempt.after,
          alsoRemoved: wish.alsoRemoved ?? [],
          secrets: wish.secrets ?? {},
          removal: wish.removal,
          record: attempt.record({
            outcome: "done",
            toGeneration: done.generation,
          }),
        });
        attempt.isKept = true;
      },
      onEvent: (event) => tellEvent(event, tell),
      onPhase: (phase, generation) =>
        tell({
          stage: phase,
          text:
            phase === "prepare"
              ? `Making generation ${generation} ready beside the one that serves`
              : `Generation ${generation} serves`,
        }),
    });
    if (outcome.state === "rejected") throw revive(outcome.reason, wish.plugin);
    return outcome;
  }

  /** Which plugin a package is only a running one tells. */
  async #learn(portal: Portal): Promise<void> {
    const ids = portal.current.prepared.plugins.flatMap(
      ({ name, pluginId, parts }) =>
        parts.backend && pluginId ? [[name, pluginId] as const] : [],
    );
    await this.#parts.store.know(new Map(ids)).catch(() => undefined);
  }

  async #finish(wish: Wish, tell: Tell): Promise<NonNullable<Job["warnings"]>> {
    try {
      return (await wish.finish?.(tell)) ?? [];
    } catch (error) {
      const { code, message, hint } = reportError(error, "MANAGE_FAILED");
      return [{ code, message, hint }];
    }
  }
}

/** One try of a wish. */
class Attempt {
  readonly wish: Wish;
  readonly actor: string;
  readonly #from: number;
  #before: DesiredRow | null = null;
  #after: DesiredRow | null = null;
  #summary: string | undefined;
  /** The database has it. */
  isKept = false;

  constructor(wish: Wish, actor: string, from: number) {
    this.wish = wish;
    this.actor = actor;
    this.#from = from;
  }

  /** The package's, as soon as it is known. */
  get name(): string {
    return this.#after?.name ?? this.wish.plugin;
  }

  get after(): DesiredRow | null {
    return this.#after;
  }

  propose(state: DesiredState): DesiredState {
    const { key, next, alsoRemoved = [], secrets = {} } = this.wish;
    const row = state.rows.find((each) => each.key === key);
    this.#before = this.wish.remember?.(row ?? null) ?? row ?? null;
    this.#after = next(row);
    return replaceRow(state, { key, row: this.#after, alsoRemoved, secrets });
  }

  async check(assembly: Assembly): Promise<readonly string[]> {
    const { key, mustWork } = this.wish;
    const row = this.#after ?? undefined;
    const required = await checkAssembled(assembly, { key, row, mustWork });
    this.#summary = this.wish.summarize(assembly);
    const name = assembly.content.plugins.find((each) => each.key === key)
      ?.report.name;
    if (this.#after && name !== undefined) {
      this.#after = { ...this.#after, name };
    }
    return required;
  }

  record(end: {
    readonly outcome: AuditRecord["outcome"];
    readonly toGeneration?: number;
    readonly reason?: ErrorReport;
  }): AuditRecord {
    const { kind: action, key } = this.wish;
    return {
      at: new Date().toISOString(),
      actor: this.actor,
      action,
      plugin: this.name,
      key,
      fromGeneration: this.#from,
      toGeneration: undefined,
      summary: this.#summary,
      reason: undefined,
      before: end.outcome === "done" ? this.#before : undefined,
      ...end,
    };
  }
}

interface Replacement {
  readonly key: string;
  readonly row: DesiredRow | null;
  readonly alsoRemoved: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
}

/** What is desired with another row in place of one. Pure. */
export function replaceRow(
  state: DesiredState,
  { key, row, alsoRemoved, secrets }: Replacement,
): DesiredState {
  const gone = new Set([key, ...alsoRemoved]);
  const rest = state.rows.filter((each) => !gone.has(each.key));
  const named = Object.entries(secrets).map(([id, value]) => [
    `setting:${id}`,
    value,
  ]);
  return {
    rows: row ? [...rest, row] : rest,
    secrets: { ...state.secrets, ...Object.fromEntries(named) },
  };
}

export function createSecretId(): string {
  return randomUUID();
}

function tellEvent(event: PipelineEvent, tell: Tell): void {
  switch (event.type) {
    case "stage":
      // Every plugin is resolved, also those that nothing happens with.
      if (event.stage === "resolve") break;
      tell({
        plugin: event.plugin,
        stage: event.stage,
        text: `${event.plugin}: ${event.stage}`,
      });
      break;
    case "bytes":
      tell({
        plugin: event.plugin,
        stage: "fetch",
        text: `${event.plugin}: fetch`,
        received: event.received,
        ...(event.total !== undefined && { total: event.total }),
      });
      break;
    case "installed":
      if (event.fetched) {
        const { signer } = event.installed;
        const signed = signer ? `, signed by ${describeSigner(signer)}` : "";
        tell({
          plugin: event.plugin,
          stage: "install",
          text: `${event.plugin}: installed${signed}`,
        });
      }
      break;
    case "failed":
      tell({
        plugin: event.plugin,
        text: `${event.plugin}: ${event.reason.code}: ${event.reason.message}`,
      });
      break;
    default:
  }
}
