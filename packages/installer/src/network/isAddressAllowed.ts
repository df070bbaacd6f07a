import { isIP } from "node:net";
import { type NetworkRules, matchesHost } from "./NetworkRules.ts";
import { blockList, isIn, reachOf } from "./reachOf.ts";

/** `configured`: the configuration says to ask there; `led`: a server does. */
export type Permit = "configured" | "led";

/** Whether a connection to a host may be made at this address. */
export function isAddressAllowed(
  address: string,
  {
    hostname,
    permit,
    rules,
  }: {
    readonly hostname: string;
    readonly permit: Permit;
    readonly rules: NetworkRules;
  },
): boolean {
  const reach = reachOf(address);
  if (reach === "public") return true;
  const { privateAddresses } = rules;
  if (privateAddresses) return isNamed(address, hostname, privateAddresses);
  return permit === "configured" && reach === "private";
}

/** Whether the operator named the address, the host or a network that holds it. */
function isNamed(
  address: string,
  hostname: string,
  named: readonly string[],
): boolean {
  if (matchesHost({ host: hostname, hostname }, named)) return true;
  const networks = named.flatMap((text) => parseNetwork(text) ?? []);
  return isIn(blockList(networks), address);
}

/** An address or a range such as `10.1.0.0/16`; undefined where it is neither. */
export function parseNetwork(
  text: string,
): readonly [readonly [string, number]] | undefined {
  const [written = "", prefix, ...rest] = text.split("/");
  const address = written.replace(/^\[|\]$/g, "");
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || rest.length > 0) return undefined;
  if (prefix === undefined) return [[address, bits]];
  const length = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity;
  return length <= bits ? [[address, length]] : undefined;
}
