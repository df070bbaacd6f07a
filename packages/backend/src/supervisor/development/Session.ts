import { randomBytes, randomUUID } from "node:crypto";
import type { DevelopmentSession } from "@flyloft/management";
import type { DevelopmentProblem } from "@flyloft/plugin-core";
import {
  type DevelopmentBuild,
  type ServedSession,
  hashKey,
} from "./DevelopmentState.ts";

/** How long a session goes on after it was last kept. */
const KEEP_SECONDS = 15;

export interface AddedBuild extends DevelopmentBuild {
  readonly bytes: number;
}

/** One override session, in memory: it doesn't outlive the portal. */
export class Session {
  readonly id = randomUUID();
  readonly beganAt = new Date().toISOString();
  readonly actor: string;
  readonly packages: readonly string[];
  readonly #keys = new Map<string, string>();
  #ticket = createSecret();
  #openedBy: string | undefined;
  #count = 0;
  builds: readonly AddedBuild[] = [];
  problems: readonly DevelopmentProblem[] = [];
  /** By a clock that nobody sets, and that stands still while the machine sleeps. */
  #keptAt = performance.now();

  constructor(actor: string, packages: readonly string[]) {
    this.actor = actor;
    this.packages = packages;
  }

  get isLapsed(): boolean {
    return performance.now() - this.#keptAt > KEEP_SECONDS * 1000;
  }

  keep(): void {
    this.#keptAt = performance.now();
  }

  get bytes(): number {
    return this.builds.reduce((sum, build) => sum + build.bytes, 0);
  }

  nextNumber(): number {
    return ++this.#count;
  }

  /** The key of a browser that came with the session's ticket, which is good once. Undefined where it is another. */
  open(ticket: string, actor: string): string | undefined {
    if (hashKey(ticket) !== hashKey(this.#ticket)) return undefined;
    this.#ticket = createSecret();
    this.#openedBy = actor;
    const key = createSecret();
    this.#keys.set(hashKey(key), actor);
    return key;
  }

  /** For everybody who may develop. */
  describe(): DevelopmentSession {
    const { id, actor, beganAt, packages } = this;
    const keepSeconds = KEEP_SECONDS;
    return { id, actor, beganAt, packages: [...packages], keepSeconds };
  }

  /**
   * For who began it, with the address of its page in the portal at `base`. The ticket stands behind `#`, which browsers
   * send to no server, and so to no log.
   */
  describeToOwner(base: string): DevelopmentSession {
    return {
      ...this.describe(),
      link: `${base}/plugins/development/${this.id}#${this.#ticket}`,
      ...(this.#openedBy !== undefined && { openedBy: this.#openedBy }),
    };
  }

  toServed(): ServedSession {
    const { id, actor, packages, problems } = this;
    const newest = packages.flatMap(
      (name) =>
        this.builds.findLast(({ packageName }) => packageName === name) ?? [],
    );
    const keys = Object.fromEntries(this.#keys);
    return { id, actor, packages, keys, builds: newest, problems };
  }
}

function createSecret(): string {
  return randomBytes(32).toString("base64url");
}
