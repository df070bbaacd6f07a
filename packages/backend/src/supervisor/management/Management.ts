import type {
  Change,
  InstallRequest,
  Job,
  SettingsUpdate,
} from "@flyloft/management";
import { redact } from "@flyloft/plugin-core";
import { BackendError } from "../../errors.ts";
import { revive } from "../changeErrors.ts";
import { DevelopmentQuestions } from "../development/DevelopmentQuestions.ts";
import type { ManagementAnswer, ManagementCall } from "../messages.ts";
import type { Portal } from "../Portal.ts";
import { ChangeMaker } from "./ChangeMaker.ts";
import { type Handler, type Handlers, nameOf, ok } from "./Handler.ts";
import type { ManagementParts } from "./ManagementParts.ts";
import { MarketQuestions } from "./MarketQuestions.ts";
import { PluginQuestions } from "./PluginQuestions.ts";
import { PortalQuestions } from "./PortalQuestions.ts";
import { refuse } from "./Refused.ts";
import type { Wish } from "./Wish.ts";
import { WishMaker } from "./WishMaker.ts";
import { planWish } from "./planWish.ts";

/** Answers what the plugin manager is asked, in whichever process it was asked. */
export class Management {
  readonly #parts: ManagementParts;
  readonly #wishes: WishMaker;
  readonly #changes: ChangeMaker;
  readonly #handlers: Handlers;

  constructor(parts: ManagementParts) {
    this.#parts = parts;
    this.#wishes = new WishMaker(parts);
    this.#changes = new ChangeMaker(parts);
    this.#handlers = {
      ...new PluginQuestions(parts).handlers,
      ...new PortalQuestions(parts).handlers,
      ...new MarketQuestions(parts).handlers,
      ...new DevelopmentQuestions(parts).handlers,
      ...this.#changeHandlers(),
    };
  }

  /** Never rejects. */
  async answer(call: ManagementCall): Promise<ManagementAnswer> {
    const handler = this.#handlers[call.operation];
    try {
      if (!handler) throw notHere(call.operation);
      return await handler(call);
    } catch (error) {
      const answer = refuse(error);
      if (answer.status === 500) tellStack(error);
      return answer;
    }
  }

  #changeHandlers(): Handlers {
    const change = (toChange: (call: ManagementCall) => Change): Handler => {
      return this.#once((call) => this.#wishes.make(toChange(call)));
    };
    return {
      installPlugin: change(({ body }) => ({
        action: "install",
        install: body as InstallRequest,
      })),
      enablePlugin: change((call) => ({
        action: "enable",
        plugin: nameOf(call),
      })),
      disablePlugin: change((call) => ({
        action: "disable",
        plugin: nameOf(call),
      })),
      uninstallPlugin: change((call) => ({
        action: "uninstall",
        plugin: nameOf(call),
      })),
      upgradePlugin: change((call) => ({
        ...(call.body as object),
        action: "upgrade",
        plugin: nameOf(call),
      })),
      rollbackPlugin: change((call) => ({
        ...(call.body as object),
        action: "rollback",
        plugin: nameOf(call),
      })),
      updateSettings: this.#once((call) =>
        this.#wishes.configure(nameOf(call), call.body as SettingsUpdate),
      ),
      resetSettings: this.#once((call) => this.#wishes.reset(nameOf(call))),
      updateGrants: this.#once((call) => {
        const { granted } = call.body as { granted: string[] };
        return this.#wishes.grant(nameOf(call), granted);
      }),
      planChange: async (call) => {
        const { options, store, portal, uploads } = this.#parts;
        const wish = await this.#wishes.make(call.body as Change);
        const { generation } = portal().current;
        const state = await store.read();
        const parts = { options, state, generation, uploads };
        return ok(await planWish(wish, parts));
      },
      rollbackPortal: (call) => this.#rollBack(call),
      reloadPortal: (call) => this.#reload(call),
    };
  }

  /** A question that was asked already is answered as before. */
  #once(make: (call: ManagementCall) => Promise<Wish>): Handler {
    return async (call) => {
      const same = await this.#parts.jobs.recall(call);
      if (same) return accepted(same);
      return accepted(await this.#changes.start(await make(call), call));
    };
  }

  async #rollBack(call: ManagementCall): Promise<ManagementAnswer> {
    const { portal, jobs } = this.#parts;
    const number = Number(call.parameters["number"]) || undefined;
    const job = await jobs.start({
      kind: "rollback-portal",
      plugin: undefined,
      call,
      work: () =>
        this.#record(call, () => portal().rollBack(number, call.actor)),
    });
    return accepted(job);
  }

  async #reload(call: ManagementCall): Promise<ManagementAnswer> {
    const { portal, jobs } = this.#parts;
    const cause = `reload by ${call.actor}`;
    const job = await jobs.start({
      kind: "reload",
      plugin: undefined,
      call,
      work: () => this.#record(call, () => portal().reload(cause)),
    });
    return accepted(job);
  }

  /** Does what concerns the whole portal, and writes it down. */
  async #record(
    { operation, actor }: ManagementCall,
    change: () => ReturnType<Portal["reload"]>,
  ): Promise<Pick<Job, "generation">> {
    const { portal, store } = this.#parts;
    const from = portal().current.generation.number;
    const outcome = await change();
    const rejected = outcome.state === "rejected";
    const record = {
      at: new Date().toISOString(),
      actor,
      action: operation === "reloadPortal" ? "reload" : "rollback-portal",
      plugin: undefined,
      key: undefined,
      outcome: rejected ? "failed" : "done",
      fromGeneration: from,
      toGeneration: rejected ? undefined : outcome.generation,
      summary: outcome.state === "unchanged" ? "nothing to change" : undefined,
      reason: rejected ? outcome.reason : undefined,
    } as const;
    // It happened, also where nobody can write that down.
    await store.record(record).catch(() => undefined);
    if (rejected) {
      throw revive(outcome.reason);
    }
    return { generation: outcome.generation };
  }
}

function accepted(job: Job): ManagementAnswer {
  return { status: 202, body: job };
}

function notHere(operation: string): BackendError {
  return new BackendError(
    "MANAGE_FAILED",
    `The operation ${operation} is answered by the process that serves it.`,
    { hint: "Ask over HTTP." },
  );
}

/** For whoever reads the portal's log. */
function tellStack(error: unknown): void {
  const { stack } = error as Partial<Error>;
  process.stderr.write(`${redact(stack ?? String(error))}\n`);
}
