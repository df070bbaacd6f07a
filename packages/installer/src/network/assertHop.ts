import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { assertPlace, forbidden, forbiddenAddress } from "./assertPlace.ts";
import { isAddressAllowed, type Permit } from "./isAddressAllowed.ts";
import { NetworkFailure } from "./NetworkFailure.ts";
import type { NetworkRules } from "./NetworkRules.ts";
import { isLoopback } from "./reachOf.ts";

/**
 * Refuses a step from one server to the next that a hostile server could use against the network we run in: from TLS to
 * plain HTTP, to a place that the rules leave out, to a private address that the operator didn't name, and to link-local
 * (metadata) ones. Another port of the same host is fine, and from this machine to itself. Returns with which permit the
 * next server is connected to.
 */
export async function assertHop(
  from: string,
  to: string,
  { permit, rules }: { readonly permit: Permit; readonly rules: NetworkRules },
): Promise<Permit> {
  const source = new URL(from);
  const target = new URL(to);
  try {
    if (source.protocol === "https:" && target.protocol === "http:") {
      throw forbidden(`${target.href} is without TLS`);
    }
    const isSame = source.hostname === target.hostname;
    const next = isSame ? permit : await permitFor(source, target, rules);
    assertPlace(target, next, rules);
    return next;
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    throw forbidden(
      `${source.host} leads to a forbidden place: ${error.message}`,
    );
  }
}

async function permitFor(
  source: URL,
  target: URL,
  rules: NetworkRules,
): Promise<Permit> {
  const [here, there] = await Promise.all([
    addressesOf(source),
    addressesOf(target),
  ]);
  const isLocal = [here, there].every(
    (addresses) => addresses.length > 0 && addresses.every(isLoopback),
  );
  if (isLocal) return "configured";
  const { hostname } = target;
  const bad = there.find(
    (address) => !isAddressAllowed(address, { hostname, permit: "led", rules }),
  );
  if (bad !== undefined) throw forbiddenAddress(hostname, bad);
  return "led";
}

/** None of a name that doesn't resolve here: it may through a proxy, and connecting decides. */
async function addressesOf({ hostname }: URL): Promise<string[]> {
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal)) return [literal];
  const found = await lookup(literal, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}
