import type { ServerResponse } from "node:http";
import type { GenerationEvent } from "@flyloft/plugin-core";

/** Proxies cut connections on which nothing is said; most wait for 30 s or longer. */
const KEEP_ALIVE_MS = 20_000;
const SOONEST_RETRY_MS = 300;
const RETRY_SPREAD_MS = 700;
/** So much time for each open browser, when all of them come back at once: about 500 a second. */
const SPREAD_PER_STREAM_MS = 2;
const LONGEST_SPREAD_MS = 30_000;

/**
 * The open event streams of a generation's process. Each browser hears the running generation when it connects, and its
 * successor when the process has to go: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class GenerationStream {
  readonly #generation: number;
  readonly #open = new Set<ServerResponse>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #successor: number | undefined;

  constructor(generation: number) {
    this.#generation = generation;
  }

  /** How many browsers listen. */
  get size(): number {
    return this.#open.size;
  }

  /** The generation that took the traffic over, once there is one. */
  get successor(): number | undefined {
    return this.#successor;
  }

  /** Answers with a stream that lasts until the browser leaves or {@link end}. */
  open(response: ServerResponse): void {
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      // Each browser hears something else: nothing in between may give one's stream to another.
      "cache-control": "private, no-store, no-transform",
      // Nginx holds answers back until a buffer is full, unless it is told not to.
      "x-accel-buffering": "no",
    });
    if (this.#successor !== undefined) {
      response.end(this.#message(this.#successor));
      return;
    }
    response.write(this.#message(this.#generation));
    this.#open.add(response);
    response.on("close", () => this.#forget(response));
    this.#timer ??= setInterval(() => this.#keepAlive(), KEEP_ALIVE_MS).unref();
  }

  /**
   * Ends every stream, so that none holds the process. Browsers are told of the successor, where there is one, and
   * connect again, to whichever process has the port by then.
   */
  end(successor?: number): void {
    this.#successor = successor;
    const message =
      successor === undefined ? undefined : this.#message(successor);
    for (const response of this.#open) response.end(message);
  }

  #message(generation: number): string {
    const spread = Math.min(
      this.#open.size * SPREAD_PER_STREAM_MS,
      LONGEST_SPREAD_MS,
    );
    const event: GenerationEvent = { generation, spread };
    const wait = Math.random() * (RETRY_SPREAD_MS + spread);
    const retry = Math.round(SOONEST_RETRY_MS + wait);
    return `retry: ${retry}\nevent: generation\ndata: ${JSON.stringify(event)}\n\n`;
  }

  #keepAlive(): void {
    for (const response of this.#open) response.write(":\n\n");
  }

  #forget(response: ServerResponse): void {
    this.#open.delete(response);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
