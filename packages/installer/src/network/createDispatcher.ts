import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { guardedLookup } from "./guardedLookup.ts";
import type { Permit } from "./isAddressAllowed.ts";
import type { NetworkPolicy } from "./NetworkPolicy.ts";

export interface DispatcherOptions {
  readonly policy: NetworkPolicy;
  /** For `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface TlsOptions {
  /** PEM of further certificate authorities. */
  readonly ca?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

/** This file brings undici along: whoever may have nothing to fetch imports it when there is something. */
export function createDispatcher(
  { policy, env }: DispatcherOptions,
  permit: Permit,
  tls: TlsOptions = {},
): Dispatcher {
  const read = (name: string) =>
    env[name.toLowerCase()] ?? env[name.toUpperCase()];
  const httpProxy = read("http_proxy");
  const httpsProxy = read("https_proxy");
  const trust = tls.ca !== undefined && { ca: tls.ca };
  const connect = {
    timeout: policy.connectTimeoutMs,
    lookup: guardedLookup(permit, policy),
    ...trust,
    ...(tls.rejectUnauthorized === false && { rejectUnauthorized: false }),
  };
  const options = {
    connect,
    headersTimeout: policy.headersTimeoutMs,
    bodyTimeout: policy.idleTimeoutMs,
    keepAliveTimeout: 10_000,
  };
  if (!httpProxy && !httpsProxy) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: httpProxy ?? "",
    httpsProxy: httpsProxy ?? httpProxy ?? "",
    noProxy: read("no_proxy") ?? "",
    requestTls: connect,
    // The operator names the proxy, wherever it is.
    proxyTls: { timeout: policy.connectTimeoutMs, ...trust },
  });
}
