import { randomInt } from "node:crypto";
import type { Job } from "@flyloft/management";
import type {
  FromBackend,
  ManagementAnswer,
  ManagementCall,
  ToBackend,
} from "../supervisor/messages.ts";

const MOST_IDS = 2 ** 47;

type Listener = (job: Job) => void;

/** Asks the supervisor, which runs what changes the portal, and hears how jobs stand. */
export class SupervisorLink {
  readonly #tell: (message: FromBackend) => void;
  readonly #open = new Map<number, (answer: ManagementAnswer) => void>();
  readonly #listeners = new Map<string, Set<Listener>>();
  /** A process that is started again must not take the answers to the one before for its own. */
  #last = randomInt(MOST_IDS);

  constructor(tell: (message: FromBackend) => void) {
    this.#tell = tell;
  }

  ask(call: ManagementCall): Promise<ManagementAnswer> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#open.set(id, resolve);
      this.#tell({ type: "ask", id, call });
    });
  }

  hear(message: ToBackend): void {
    if (message.type === "answer") {
      this.#open.get(message.id)?.(message.answer);
      this.#open.delete(message.id);
    }
    if (message.type === "job") {
      for (const listener of this.#listeners.get(message.job.id) ?? []) {
        listener(message.job);
      }
    }
  }

  /** Calls the listener with each change of a job, until the disposer is called. */
  follow(id: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }
}
