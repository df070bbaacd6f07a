import { rmSync } from "node:fs";
import type { DevelopmentProblem } from "@flyloft/plugin-core";
import type { ManagementAnswer, ManagementCall } from "../messages.ts";
import { type Handlers, ok } from "../management/Handler.ts";
import type { ManagementParts } from "../management/ManagementParts.ts";
import { DevelopmentSessions } from "./DevelopmentSessions.ts";
import type { Session } from "./Session.ts";

/** What is asked of override sessions. Who begins, opens and ends one is written down. */
export class DevelopmentQuestions {
  readonly #parts: ManagementParts;
  readonly #sessions: DevelopmentSessions;

  constructor(parts: ManagementParts) {
    this.#parts = parts;
    this.#sessions = new DevelopmentSessions({
      options: parts.options,
      dir: () => parts.data.development,
      onChange: () => parts.portal().tell({ type: "development" }),
      onLapse: (session) => void this.#record("develop-end", "portal", session),
    });
  }

  get handlers(): Handlers {
    return {
      beginDevelopment: (call) => this.#begin(call),
      getDevelopment: async (call) => ok(this.#find(call).describe()),
      keepDevelopment: async (call) => this.#keep(call),
      addDevelopmentBuild: (call) => this.#add(call),
      openDevelopment: (call) => this.#open(call),
      endDevelopment: (call) => this.#end(call),
    };
  }

  #find({ parameters }: ManagementCall): Session {
    return this.#sessions.get(String(parameters["id"]));
  }

  #findOwn({ parameters, actor }: ManagementCall): Session {
    return this.#sessions.own(String(parameters["id"]), actor);
  }

  async #begin({ actor, body }: ManagementCall): Promise<ManagementAnswer> {
    const { packages } = body as { readonly packages: readonly string[] };
    const session = await this.#sessions.begin(actor, packages);
    await this.#record("develop-begin", actor, session);
    return { status: 201, body: this.#describe(session) };
  }

  #describe(session: Session) {
    return session.describeToOwner(this.#parts.portal().current.prepared.url);
  }

  #keep(call: ManagementCall): ManagementAnswer {
    const { problems } = call.body as {
      readonly problems: readonly DevelopmentProblem[];
    };
    const session = this.#findOwn(call);
    this.#sessions.keep(session, problems);
    return ok(this.#describe(session));
  }

  async #add(call: ManagementCall): Promise<ManagementAnswer> {
    const { file } = call.body as { readonly file: string };
    try {
      const session = this.#findOwn(call);
      await this.#sessions.add(session, file);
      return { status: 201, body: this.#describe(session) };
    } finally {
      rmSync(file, { force: true });
    }
  }

  async #open(call: ManagementCall): Promise<ManagementAnswer> {
    const { ticket } = call.body as { readonly ticket: string };
    const session = this.#find(call);
    const key = await this.#sessions.open(session, ticket, call.actor);
    await this.#record("develop-open", call.actor, session);
    return { ...ok(session.describe()), browserKey: `${session.id}.${key}` };
  }

  async #end(call: ManagementCall): Promise<ManagementAnswer> {
    const session = this.#find(call);
    this.#sessions.end(session);
    await this.#record("develop-end", call.actor, session);
    return ok(session.describe());
  }

  async #record(
    action: string,
    actor: string,
    { packages, id }: Session,
  ): Promise<void> {
    const [only] = packages;
    await this.#parts.store
      .record({
        at: new Date().toISOString(),
        actor,
        action,
        plugin: packages.length === 1 ? only : undefined,
        key: undefined,
        outcome: "done",
        fromGeneration: undefined,
        toGeneration: undefined,
        summary: `${packages.join(", ")} (session ${id})`,
        reason: undefined,
      })
      // It happened, also where nobody can write that down.
      .catch(() => undefined);
  }
}
