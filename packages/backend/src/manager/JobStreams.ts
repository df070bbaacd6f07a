import type { ServerResponse } from "node:http";
import type { Job } from "@flyloft/management";
import type { SupervisorLink } from "./SupervisorLink.ts";

/** Proxies cut connections on which nothing is said; most wait for 30 s or longer. */
const KEEP_ALIVE_MS = 20_000;
/** Of the client, when the process that it listens to ends. */
const RETRY_MS = 500;

/**
 * The open event streams of jobs: https://html.spec.whatwg.org/multipage/server-sent-events.html. Each ends with its
 * job. When the process has to go they end too, and clients connect again, to its successor.
 */
export class JobStreams {
  readonly #link: SupervisorLink;
  readonly #open = new Set<ServerResponse>();
  #isEnding = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(link: SupervisorLink) {
    this.#link = link;
  }

  /** `newest` gives the job as it is known to stand when the stream begins. */
  open(response: ServerResponse, first: Job): void {
    // Its `close` was told already, and would end nothing.
    if (response.destroyed) return;
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      // Nginx holds answers back until a buffer is full, unless it is told not to.
      "x-accel-buffering": "no",
    });
    response.write(`retry: ${RETRY_MS}\n\n`);
    this.#open.add(response);
    const stop = this.#link.follow(first.id, (job) => send(response, job));
    response.once("close", () => {
      stop();
      this.#forget(response);
    });
    this.#timer ??= setInterval(() => this.#keepAlive(), KEEP_ALIVE_MS).unref();
    send(response, first);
    if (this.#isEnding) response.end();
  }

  end(): void {
    this.#isEnding = true;
    for (const response of this.#open) response.end();
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

function send(response: ServerResponse, job: Job): void {
  if (response.writableEnded) return;
  response.write(`event: job\ndata: ${JSON.stringify(job)}\n\n`);
  if (isFinished(job)) response.end();
}

function isFinished({ state }: Job): boolean {
  return state === "succeeded" || state === "failed";
}
