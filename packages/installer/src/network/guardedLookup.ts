import { type LookupAddress, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { forbiddenAddress } from "./assertPlace.ts";
import { isAddressAllowed, type Permit } from "./isAddressAllowed.ts";
import type { NetworkRules } from "./NetworkRules.ts";

/**
 * Resolves names for connections, and refuses those that stand for a forbidden address. Whoever owns a name may answer
 * another address each time it is asked for: the one that is connected to is the one that has to be checked.
 */
export function guardedLookup(
  permit: Permit,
  rules: NetworkRules,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const bad = error
        ? undefined
        : found.find(
            ({ address }) =>
              !isAddressAllowed(address, { hostname, permit, rules }),
          );
      const failure = bad ? forbiddenAddress(hostname, bad.address) : error;
      if (failure) return callback(failure, []);
      if (options.all) return callback(null, found);
      const [first] = found as [LookupAddress, ...LookupAddress[]];
      callback(null, first.address, first.family);
    });
  };
}
