import type { IncomingMessage, ServerResponse } from "node:http";
import { Transform } from "node:stream";
import { json } from "node:stream/consumers";
import type { Fault } from "./Fault.ts";

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Asks the target; what it answers goes to `deliver`. */
  readonly forward: (deliver: (answer: IncomingMessage) => void) => void;
}

const LOGIN_PAGE =
  "<!doctype html><html><title>Sign in</title><form>Please sign in</form></html>";

/** Answers one request with the damage that `fault` asks for; without a fault, as the target answers. */
export function applyFault(fault: Fault | undefined, exchange: Exchange): void {
  const { request, response } = exchange;
  switch (fault?.kind) {
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "stall":
      return;
    case "status":
      request.resume();
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    case "login":
      request.resume();
      response.writeHead(200, { "content-type": "text/html" }).end(LOGIN_PAGE);
      return;
    case "redirect":
      request.resume();
      response.writeHead(307, { location: fault.to }).end();
      return;
    case "json":
      delete request.headers["accept-encoding"];
      exchange.forward((answer) => void edit(answer, response, fault.edit));
      return;
    default:
      exchange.forward((answer) => damage(fault, answer, response));
  }
}

function damage(
  fault: Fault | undefined,
  answer: IncomingMessage,
  response: ServerResponse,
) {
  const headers = { ...answer.headers };
  const status = answer.statusCode ?? 502;
  // A length that is known to be wrong would make the client notice before the fault has come.
  if (fault?.kind === "short" || fault?.kind === "endless") {
    delete headers["content-length"];
  }
  if (fault?.kind === "headers") Object.assign(headers, fault.headers);
  response.writeHead(status, headers);
  switch (fault?.kind) {
    case "flip":
      answer.pipe(flip(fault.offset)).pipe(response);
      return;
    case "truncate":
      cut(answer, fault.after, (data) => {
        response.write(data, () => response.socket?.destroySoon());
      });
      return;
    case "short":
      cut(answer, fault.length, (data) => response.end(data));
      return;
    case "endless":
      answer.pipe(response, { end: false });
      answer.on("end", () => pour(response));
      return;
    case "drip":
      void drip(answer, response, fault.everyMs);
      return;
    default:
      answer.pipe(response);
  }
}

async function edit(
  answer: IncomingMessage,
  response: ServerResponse,
  change: (document: unknown) => unknown,
) {
  const document: unknown = await json(answer);
  const body = JSON.stringify(change(document));
  response
    .writeHead(answer.statusCode ?? 502, { "content-type": "application/json" })
    .end(body);
}

function flip(offset: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const index = offset - seen;
      seen += chunk.length;
      if (index >= 0 && index < chunk.length) {
        chunk.writeUInt8(chunk.readUInt8(index) ^ 0x01, index);
      }
      done(null, chunk);
    },
  });
}

function cut(
  answer: IncomingMessage,
  length: number,
  deliver: (data: Buffer) => void,
) {
  const chunks: Buffer[] = [];
  answer.on("data", (chunk: Buffer) => chunks.push(chunk));
  answer.on("end", () => deliver(Buffer.concat(chunks).subarray(0, length)));
}

function pour(response: ServerResponse) {
  const zeros = Buffer.alloc(64 * 1024);
  const more = () => {
    while (!response.destroyed && response.write(zeros));
  };
  response.on("drain", more);
  more();
}

async function drip(
  answer: IncomingMessage,
  response: ServerResponse,
  everyMs: number,
) {
  response.flushHeaders();
  for await (const chunk of answer) {
    for (const byte of chunk as Buffer) {
      if (response.destroyed) return;
      response.write(Buffer.of(byte));
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
  response.end();
}
