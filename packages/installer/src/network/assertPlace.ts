import { isIP } from "node:net";
import { isAddressAllowed, type Permit } from "./isAddressAllowed.ts";
import { NetworkFailure } from "./NetworkFailure.ts";
import { type NetworkRules, matchesHost } from "./NetworkRules.ts";

/**
 * Refuses a URL that the operator's rules keep us from, as far as it shows: addresses that a name stands for are checked
 * when it is connected to. Literals in odd spellings arrive here normalised by `URL`.
 */
export function assertPlace(
  url: URL,
  permit: Permit,
  rules: NetworkRules,
): void {
  if (!/^https?:$/.test(url.protocol)) {
    throw forbidden(`${url.protocol} is no protocol of registries`);
  }
  if (rules.registries && !matchesHost(url, rules.registries)) {
    throw forbidden(`${url.host} is none of dynamicPlugins.network.registries`);
  }
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) === 0) return;
  const { hostname } = url;
  if (isAddressAllowed(literal, { hostname, permit, rules })) return;
  throw forbiddenAddress(hostname, literal);
}

/** What to do where a place was refused. */
export const FORBIDDEN_HINT =
  "If it is meant to be asked, name it in dynamicPlugins.network; else ask who runs the server that led there.";

export function forbidden(message: string): NetworkFailure {
  return new NetworkFailure("forbidden", message);
}

export function forbiddenAddress(
  hostname: string,
  address: string,
): NetworkFailure {
  const name = hostname.replace(/^\[|\]$/g, "");
  const which = name === address ? address : `${hostname} (${address})`;
  return forbidden(
    `${which} is in a private network, and none of dynamicPlugins.network.privateAddresses`,
  );
}
