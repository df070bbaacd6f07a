import type { IncomingMessage, ServerResponse } from "node:http";

/** A request on its way to a host, and where the host's answer goes. */
export interface Passage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** For the host, as a flat list. */
  readonly headers: string[];
  /** The headers of the answer, from the host's as a flat list. */
  answerHeaders(raw: readonly string[]): string[];
  /** The host is gone, and nothing of its answer has come. Not called where the client left first. */
  onLost(error: NodeJS.ErrnoException): void;
}

/** Whether the client sends more than a head. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return (
    headers["transfer-encoding"] !== undefined ||
    Number(headers["content-length"] ?? 0) > 0
  );
}

/** A flat list, as `addTrailers` takes it. */
export function pairsOf(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name, flat[index + 1] ?? ""] as [string, string]] : [],
  );
}
