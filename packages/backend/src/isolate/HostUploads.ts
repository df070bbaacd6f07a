import { Agent, type ClientRequest, request as sendRequest } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HostLink } from "../supervisor/HostLink.ts";
import { MAX_HEADER_BYTES } from "./hostRequests.ts";
import { type Passage, pairsOf } from "./Passage.ts";

/**
 * Requests with a body, over Node's own client: it sends trailers too, and lets a host answer before it read all.
 * None is sent twice.
 */
export class HostUploads {
  readonly #agent: Agent;
  readonly #socketPath: string;

  constructor({ socketPath, concurrency }: HostLink) {
    this.#socketPath = socketPath;
    this.#agent = new Agent({ keepAlive: true, maxFreeSockets: concurrency });
  }

  send(passage: Passage): void {
    const { request, response, headers } = passage;
    const upstream = sendRequest({
      agent: this.#agent,
      socketPath: this.#socketPath,
      maxHeaderSize: MAX_HEADER_BYTES,
      method: request.method,
      path: request.url,
      headers,
    });
    let answered = false;
    upstream.on("response", (answer) => {
      answered = true;
      const raw = passage.answerHeaders(answer.rawHeaders);
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, raw);
      relayBody(answer, response);
    });
    upstream.on("error", (error: NodeJS.ErrnoException) => {
      // An answer that breaks off tells it itself.
      if (!answered && !response.destroyed) passage.onLost(error);
    });
    response.once("close", () => {
      if (!response.writableFinished) upstream.destroy();
    });
    sendBody(request, upstream);
  }

  close(): void {
    this.#agent.destroy();
  }
}

function relayBody(answer: IncomingMessage, response: ServerResponse): void {
  answer.on("data", (chunk: Buffer) => {
    if (!response.write(chunk)) answer.pause();
  });
  response.on("drain", () => answer.resume());
  answer.on("error", () => response.destroy());
  answer.on("end", () => {
    const { rawTrailers } = answer;
    if (rawTrailers.length > 0) response.addTrailers(pairsOf(rawTrailers));
    response.end();
  });
}

function sendBody(request: IncomingMessage, upstream: ClientRequest): void {
  request.pipe(upstream, { end: false });
  request.once("end", () => {
    const { rawTrailers } = request;
    if (rawTrailers.length > 0) upstream.addTrailers(pairsOf(rawTrailers));
    upstream.end();
  });
  // The host answered without reading all of it: the rest has no taker.
  upstream.once("close", () => {
    request.unpipe(upstream);
    request.resume();
  });
}
