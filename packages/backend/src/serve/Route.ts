import type { IncomingMessage, ServerResponse } from "node:http";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers where the path is its own, and says so. */
export type Route = (path: string, exchange: Exchange) => Promise<boolean>;

export function isRead({ request }: Exchange): boolean {
  return request.method === "GET" || request.method === "HEAD";
}
