import { rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { examineArchive, type PackageFacts } from "@flyloft/installer";
import type { DevelopmentProblem } from "@flyloft/plugin-core";
import {
  type Pipeline,
  type PortalOptions,
  preparePipeline,
} from "../preparePipeline.ts";
import { measureStore } from "../management/measureStore.ts";
import { chooseOld } from "./chooseOld.ts";
import { buildFolder, writeSessions } from "./DevelopmentState.ts";
import * as refusals from "./refusals.ts";
import { Session } from "./Session.ts";

const MOST_SESSIONS = 5;
const MOST_BYTES = 100 * 1000 ** 2;

export interface SessionsOptions {
  readonly options: PortalOptions;
  /** Absolute. Nobody but this user enters it. */
  readonly dir: () => string;
  /** Something that browsers show changed. */
  onChange(): void;
  /** A session ended by itself: nobody kept it. */
  onLapse(session: Session): void;
}

/** The override sessions of a portal. Files of one are removed with it, and what is left of them when a portal starts. */
export class DevelopmentSessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Session>();
  #sweep: NodeJS.Timeout | undefined;
  #adding: Promise<unknown> = Promise.resolve();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** @throws BackendError `MANAGE_DEVELOPMENT_OFF`, `MANAGE_DEVELOPMENT_LIMIT` */
  async begin(actor: string, packages: readonly string[]): Promise<Session> {
    await this.#prepare();
    if (this.#sessions.size >= MOST_SESSIONS) {
      throw refusals.tooManySessions(MOST_SESSIONS);
    }
    const session = new Session(actor, packages);
    this.#sessions.set(session.id, session);
    this.#sweep ??= setInterval(() => this.#endLapsed(), 1_000).unref();
    this.#tell();
    return session;
  }

  /** @throws BackendError `MANAGE_DEVELOPMENT_UNKNOWN` */
  get(id: string): Session {
    const session = this.#sessions.get(id);
    if (session) return session;
    throw refusals.unknown(id);
  }

  /** A session of this actor's own. @throws BackendError `MANAGE_DEVELOPMENT_UNKNOWN` */
  own(id: string, actor: string): Session {
    const session = this.get(id);
    if (session.actor === actor) return session;
    throw refusals.unknown(id);
  }

  keep(session: Session, problems: readonly DevelopmentProblem[]): void {
    session.keep();
    const isSame =
      JSON.stringify(problems) === JSON.stringify(session.problems);
    if (isSame) return;
    session.problems = problems;
    this.#tell();
  }

  /** @throws BackendError `MANAGE_DEVELOPMENT_OFF`, `MANAGE_DEVELOPMENT_TICKET` */
  async open(session: Session, ticket: string, actor: string): Promise<string> {
    await this.#prepare();
    const key = session.open(ticket, actor);
    if (key === undefined) throw refusals.usedTicket();
    this.#tell();
    return key;
  }

  /**
   * Shows the package in an archive in the session's browsers. One after the other: what a session may take is held
   * against all of its versions, and the one that came last is the one that is shown.
   *
   * @throws InstallerError why it can't be used; BackendError `MANAGE_DEVELOPMENT_OFF`, `MANAGE_DEVELOPMENT_PACKAGE`, `MANAGE_DEVELOPMENT_LIMIT`
   */
  add(session: Session, archive: string): Promise<void> {
    const added = this.#adding.then(() => this.#add(session, archive));
    this.#adding = added.catch(() => undefined);
    return added;
  }

  end(session: Session): void {
    this.#sessions.delete(session.id);
    if (this.#sessions.size === 0) {
      clearInterval(this.#sweep);
      this.#sweep = undefined;
    }
    try {
      this.#tell();
    } finally {
      this.#remove(session.id);
    }
  }

  /** @throws BackendError `MANAGE_DEVELOPMENT_OFF`: what the configuration says now counts, also for a session that began before */
  async #prepare(): Promise<Pipeline> {
    const pipeline = await preparePipeline(this.#options.options);
    const { development, readOnly } = pipeline.requested.settings.management;
    if (development === "off" || readOnly) throw refusals.isOff(readOnly);
    return pipeline;
  }

  async #add(session: Session, archive: string): Promise<void> {
    const { install } = await this.#prepare();
    await examineArchive(archive, {
      ...install,
      displayName: "the development version",
      onUnpacked: (dir, facts) => this.#keepBuild(session, dir, facts),
    });
    session.keep();
    this.#tell();
  }

  async #keepBuild(
    session: Session,
    unpacked: string,
    { name, version, pluginId, frontend }: PackageFacts,
  ): Promise<void> {
    if (!frontend) throw refusals.noFrontend(name);
    if (!session.packages.includes(name)) throw refusals.otherPackage(name);
    const bytes = measureStore(unpacked);
    this.#removeOld(session, { packageName: name, bytes });
    if (session.bytes + bytes > MOST_BYTES) throw refusals.tooLarge(MOST_BYTES);
    const number = session.nextNumber();
    const target = buildFolder(this.#options.dir(), session.id, number);
    await cp(unpacked, target, { recursive: true }).catch((error: unknown) => {
      this.#remove(session.id, number);
      throw error;
    });
    if (!this.#sessions.has(session.id)) {
      this.#remove(session.id);
      throw refusals.unknown(session.id);
    }
    const build = {
      packageName: name,
      version,
      pluginId,
      number,
      containerName: frontend.containerName,
      entry: frontend.entry,
      integrity: frontend.entryIntegrity,
      exposes: frontend.exposes.map((exposed) => exposed.name),
      bytes,
    };
    session.builds = [...session.builds, build];
  }

  #removeOld(session: Session, next: Parameters<typeof chooseOld>[1]): void {
    const old = new Set(chooseOld(session.builds, next, MOST_BYTES));
    for (const { number } of old) this.#remove(session.id, number);
    session.builds = session.builds.filter((build) => !old.has(build));
  }

  #remove(id: string, number?: number): void {
    const dir = this.#options.dir();
    const folder =
      number === undefined ? `${dir}/${id}` : buildFolder(dir, id, number);
    rmSync(folder, { recursive: true, force: true });
  }

  #endLapsed(): void {
    for (const session of this.#sessions.values()) {
      if (!session.isLapsed) continue;
      try {
        this.end(session);
      } catch {
        // A disk that is full, say. Nobody is shown it any more, and the next start removes its files.
      }
      this.#options.onLapse(session);
    }
  }

  #tell(): void {
    const served = [...this.#sessions.values()].map((one) => one.toServed());
    writeSessions(this.#options.dir(), served);
    this.#options.onChange();
  }
}
