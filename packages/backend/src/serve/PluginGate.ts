import type { IncomingMessage } from "node:http";
import type { Arrivals, ArrivalState } from "../compose/Arrivals.ts";
import { answerUnavailable } from "./answerUnavailable.ts";
import type { Exchange } from "./Route.ts";

/** Where plugins get each other's keys: asked in the middle of a request, so it can't wait for the one who asks. */
const KEYS = /^\/api\/[^/]+\/\.backstage\/auth\//i;
/** Seconds until a client may ask for a failed plugin again. It comes back with another generation only. */
const RETRY_AFTER = 30;

export interface GateOptions {
  readonly arrivals: Arrivals;
  /** Milliseconds that a plugin may take to start. */
  readonly deadlineMs: number;
  /** Whether a route is there for the path. */
  has(path: string): boolean;
}

/** Has requests to a plugin that isn't there yet wait for it, and answers those to one that failed. */
export class PluginGate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Whether requests to the plugin go on at once. */
  isOpen(pluginId: string): boolean {
    const state = this.#options.arrivals.stateOf(pluginId);
    return state === "running" || state === undefined;
  }

  /** Resolves to whether the request goes on; else it is answered. */
  async pass(
    pluginId: string,
    path: string,
    exchange: Exchange,
  ): Promise<boolean> {
    const { arrivals, has } = this.#options;
    if (KEYS.test(path) && has(path)) return true;
    if (arrivals.isPending(pluginId)) await this.#wait(pluginId, exchange);
    if (exchange.response.destroyed) return false;
    if (this.isOpen(pluginId)) return true;
    refuse(exchange, pluginId, arrivals.stateOf(pluginId));
    return false;
  }

  async #wait(
    pluginId: string,
    { request, response }: Exchange,
  ): Promise<void> {
    const { arrivals, deadlineMs } = this.#options;
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(), deadlineMs);
    response.once("close", () => end.abort());
    const caller = callerOf(request);
    if (caller !== undefined) {
      response.once("close", arrivals.wait(caller, pluginId));
    }
    await arrivals.untilSettled(pluginId, end.signal).catch(() => undefined);
    clearTimeout(timer);
  }
}

function refuse(
  exchange: Exchange,
  pluginId: string,
  state: ArrivalState | undefined,
): void {
  const what = state === "failed" ? "failed to start" : "is still starting";
  const message = `The plugin '${pluginId}' ${what}`;
  answerUnavailable(exchange, {
    status: 503,
    message,
    retryAfter: RETRY_AFTER,
  });
}

/**
 * The plugin that says it asks. Nobody checked its token: the answer is for the message of a plugin that waits in vain,
 * and decides nothing.
 */
function callerOf({ headers }: IncomingMessage): string | undefined {
  const [, payload] =
    /^Bearer [^.]+\.([^.]+)\./i.exec(headers.authorization ?? "") ?? [];
  if (payload === undefined) return undefined;
  try {
    const { sub } = JSON.parse(
      Buffer.from(payload, "base64url").toString(),
    ) as { sub?: unknown };
    return typeof sub === "string" ? sub : undefined;
  } catch {
    return undefined;
  }
}
