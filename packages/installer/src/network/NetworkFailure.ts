/** Why a registry gave no usable answer. The stages give it a code; `retryable` says whether asking again makes sense. */
export class NetworkFailure extends Error {
  readonly kind:
    | "unreachable"
    | "timeout"
    | "status"
    | "format"
    | "size"
    /** Redirected in a way that nobody follows. */
    | "blocked"
    /** A place that the rules keep us from. */
    | "forbidden";
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: NetworkFailure["kind"],
    message: string,
    options: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "NetworkFailure";
    this.kind = kind;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }

  get retryable(): boolean {
    if (this.kind === "status") {
      return this.status === 429 || (this.status ?? 0) >= 500;
    }
    return this.kind === "unreachable" || this.kind === "timeout";
  }
}

const TIMEOUTS = new Set([
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ETIMEDOUT",
]);

/** Codes of which the error's own words say more. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TELLING = /CERT|^UNABLE_TO_|^ERR_TLS_|^UND_ERR_ABORTED$/;

/** Whatever the HTTP client threw, as a failure that names the URL. */
export function toNetworkFailure(error: unknown, url: string): NetworkFailure {
  if (error instanceof NetworkFailure) return error;
  const { code = "", name = "" } = error as { code?: string; name?: string };
  const timeout = TIMEOUTS.has(code) || name === "TimeoutError";
  const reason = timeout ? "no answer in time" : explain(code, error as Error);
  return new NetworkFailure(
    timeout ? "timeout" : "unreachable",
    `${url}: ${reason}`,
    { cause: error },
  );
}

function explain(code: string, { message }: Error): string {
  if (code === "") return message;
  return TELLING.test(code) ? `${message} (${code})` : code;
}
