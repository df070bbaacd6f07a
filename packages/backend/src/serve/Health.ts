import type { RootHealthService } from "@backstage/backend-plugin-api";

type State = "starting" | "up" | "stopping";
type Answer = Awaited<ReturnType<RootHealthService["getReadiness"]>>;

const READINESS: Readonly<Record<State, Answer>> = {
  starting: {
    status: 503,
    payload: { status: "error", message: "The portal is starting" },
  },
  up: { status: 200, payload: { status: "ok" } },
  stopping: {
    status: 503,
    payload: { status: "error", message: "The portal is stopping" },
  },
};

/** The portal's readiness: up from the first listening moment until it is told to stop. */
export class Health implements RootHealthService {
  #state: State = "starting";

  up(): void {
    this.#state = "up";
  }

  down(): void {
    this.#state = "stopping";
  }

  getReadiness(): Promise<Answer> {
    return Promise.resolve(READINESS[this.#state]);
  }

  getLiveness(): Promise<Answer> {
    return Promise.resolve(READINESS.up);
  }
}
