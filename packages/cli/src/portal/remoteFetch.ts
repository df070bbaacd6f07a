import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../errors.ts";

const ATTEMPTS = 3;
const PAUSE_MS = 500;

/**
 * A `fetch` that brings the token along. What can be asked twice is, where no answer came: changes carry a key by which
 * the portal knows them again.
 *
 * It rejects with CommandError `COMMAND_PORTAL_UNREACHABLE`.
 */
export function remoteFetch(base: URL, token: string): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    // A redirect to another origin leaves it behind: https://fetch.spec.whatwg.org/#http-redirect-fetch
    asked.headers.set("authorization", `Bearer ${token}`);
    const isRepeatable =
      asked.method === "GET" || asked.headers.has("idempotency-key");
    for (let attempt = 1; ; attempt += 1) {
      const isLast = !isRepeatable || attempt === ATTEMPTS;
      try {
        return await fetch(isLast ? asked : asked.clone());
      } catch (cause) {
        if (asked.signal.aborted) throw cause;
        if (isLast) throw unreachable(base, cause);
        await sleep(PAUSE_MS);
      }
    }
  };
}

function unreachable({ origin }: URL, error: unknown): CommandError {
  const { cause } = error as Error;
  const reason = cause instanceof Error ? cause.message : String(error);
  return new CommandError(
    "COMMAND_PORTAL_UNREACHABLE",
    `${origin} doesn't answer: ${reason}`,
    {
      hint: "Look at the address, and whether the portal runs. A company's own certificate authority: NODE_EXTRA_CA_CERTS.",
      cause: error,
    },
  );
}
