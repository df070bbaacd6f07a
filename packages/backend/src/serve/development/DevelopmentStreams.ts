import type { IncomingMessage, ServerResponse } from "node:http";
import type { DevelopmentView } from "@flyloft/plugin-core";
import { readDevelopmentCookie } from "./developmentCookie.ts";

interface Follower {
  readonly request: IncomingMessage;
  /** What the browser was told last. */
  told: string;
}

const NOTHING = "null";

/** Tells browsers, on the stream that they follow the portal by, what development versions are theirs. */
export class DevelopmentStreams {
  readonly #viewOf: (request: IncomingMessage) => DevelopmentView | undefined;
  readonly #followers = new Map<ServerResponse, Follower>();

  constructor(
    viewOf: (request: IncomingMessage) => DevelopmentView | undefined,
  ) {
    this.#viewOf = viewOf;
  }

  /** The stream is open already. */
  follow(request: IncomingMessage, response: ServerResponse): void {
    // A browser that was away while its session ended has to hear of that.
    const told = readDevelopmentCookie(request) ? "" : NOTHING;
    const follower = { request, told };
    this.#followers.set(response, follower);
    response.on("close", () => this.#followers.delete(response));
    this.#tell(response, follower);
  }

  /** Something changed. */
  tell(): void {
    for (const [response, follower] of this.#followers) {
      this.#tell(response, follower);
    }
  }

  #tell(response: ServerResponse, follower: Follower): void {
    const data = JSON.stringify(this.#viewOf(follower.request) ?? null);
    if (data === follower.told || response.writableEnded) return;
    follower.told = data;
    response.write(`event: development\ndata: ${data}\n\n`);
  }
}
