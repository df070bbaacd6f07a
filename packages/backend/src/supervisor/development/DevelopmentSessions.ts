import { mkdirSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { examineArchive, type PackageFacts } from "@flyloft/installer";
import type { DevelopmentProblem } from "@flyloft/plugin-core";
import { type PortalOptions, preparePipeline } from "../preparePipeline.ts";
import { measureStore } from "../management/measureStore.ts";
import { buildFolder, writeSessions } from "./DevelopmentState.ts";
import * as refusals from "./refusals.ts";
import { KEEP_SECONDS, Session } from "./Session.ts";

const MOST_SESSIONS = 5;
const MOST_BYTES = 100 * 1000 ** 2;
/** Open pages fetch parts of a version until they have taken over the next one. */
const KEPT_BUILDS = 3;

export interface SessionsOptions {
  readonly options: PortalOptions;
  /** Absolute. Nobody but this user enters it. */
  readonly dir: () => string;
  /** Something that browsers show changed. */
  onChange(): void;
  /** A session ended by itself: nobody kept it. */
  onLapse(session: Session): void;
}

/** The override sessions of a portal. Files of one are removed with it, and all at the next start. */
export class DevelopmentSessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Session>();
  #sweep: NodeJS.Timeout | undefined;
  #isBegun = false;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** @throws BackendError `MANAGE_DEVELOPMENT_OFF`, `MANAGE_DEVELOPMENT_LIMIT` */
  async begin(actor: string, packages: readonly string[]): Promise<Session> {
    const { options } = this.#options;
    const { requested } = await preparePipeline(options);
    const { development, readOnly } = requested.settings.management;
    if (development === "off" || readOnly) throw refusals.isOff(readOnly);
    if (this.#sessions.size >= MOST_SESSIONS) {
      throw refusals.tooManySessions(MOST_SESSIONS);
    }
    this.#empty();
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
    session.keptAt = Date.now();
    const isSame =
      JSON.stringify(problems) === JSON.stringify(session.problems);
    if (isSame) return;
    session.problems = problems;
    this.#tell();
  }

  /** @throws BackendError `MANAGE_DEVELOPMENT_TICKET` */
  open(session: Session, ticket: string, actor: string): string {
    const key = session.open(ticket, actor);
    if (key === undefined) throw refusals.usedTicket();
    this.#tell();
    return key;
  }

  /**
   * Shows the package in an archive, which is removed, in the session's browsers.
   *
   * @throws InstallerError why it can't be used; BackendError `MANAGE_DEVELOPMENT_PACKAGE`, `MANAGE_DEVELOPMENT_LIMIT`
   */
  async add(session: Session, archive: string): Promise<void> {
    const { options } = this.#options;
    try {
      const { install } = await preparePipeline(options);
      await examineArchive(archive, {
        ...install,
        displayName: "the development version",
        onUnpacked: (dir, facts) => this.#keepBuild(session, dir, facts),
      });
    } finally {
      rmSync(archive, { force: true });
    }
    session.keptAt = Date.now();
    this.#tell();
  }

  end(session: Session): void {
    this.#sessions.delete(session.id);
    this.#tell();
    this.#remove(session.id);
    if (this.#sessions.size > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  /** What an earlier run of the portal left. */
  #empty(): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    const dir = this.#options.dir();
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }

  async #keepBuild(
    session: Session,
    unpacked: string,
    { name, version, pluginId, frontend }: PackageFacts,
  ): Promise<void> {
    if (!frontend) throw refusals.noFrontend(name);
    if (!session.packages.includes(name)) throw refusals.otherPackage(name);
    this.#removeOld(session, name);
    const bytes = measureStore(unpacked);
    if (session.bytes + bytes > MOST_BYTES) throw refusals.tooLarge(MOST_BYTES);
    const number = session.nextNumber();
    const target = buildFolder(this.#options.dir(), session.id, number);
    await cp(unpacked, target, { recursive: true });
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

  #removeOld(session: Session, name: string): void {
    const same = session.builds.filter(
      ({ packageName }) => packageName === name,
    );
    const old = new Set(same.slice(0, Math.max(0, same.length - KEPT_BUILDS)));
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
    const oldest = Date.now() - KEEP_SECONDS * 1000;
    for (const session of this.#sessions.values()) {
      if (session.keptAt > oldest) continue;
      this.end(session);
      this.#options.onLapse(session);
    }
  }

  #tell(): void {
    const served = [...this.#sessions.values()].map((one) => one.toServed());
    writeSessions(this.#options.dir(), served);
    this.#options.onChange();
  }
}
