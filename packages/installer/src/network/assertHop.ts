import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { NetworkFailure } from "./NetworkFailure.ts";

/**
 * Refuses a step from one server to the next that a hostile server could use against the network we run in: from TLS to
 * plain HTTP, from a public to a private or loopback address, and to link-local (metadata) addresses from anywhere.
 * Another port of the same host is fine. Literals in odd spellings arrive here normalised by `URL`.
 */
export async function assertHop(from: string, to: string): Promise<void> {
  const source = new URL(from);
  const target = new URL(to);
  if (!/^https?:$/.test(target.protocol)) {
    throw new NetworkFailure(
      "blocked",
      `${from} sends us to ${target.protocol}`,
    );
  }
  if (source.hostname === target.hostname)
    return refuseDowngrade(source, target);
  refuseDowngrade(source, target);
  const reach = await reachOf(target.hostname);
  if (reach === "public") return;
  if (reach === "private" && (await reachOf(source.hostname)) === "private") {
    return;
  }
  throw new NetworkFailure(
    "blocked",
    `${source.host} sends us to the ${reach} address ${target.host}`,
  );
}

function refuseDowngrade(source: URL, target: URL): void {
  if (source.protocol === "https:" && target.protocol === "http:") {
    throw new NetworkFailure(
      "blocked",
      `${source.host} sends us from https to http://${target.host}`,
    );
  }
}

type Reach = "public" | "private" | "link-local";

async function reachOf(hostname: string): Promise<Reach> {
  const literal = hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(literal)
    ? [literal]
    : await lookup(literal, { all: true }).then(
        (found) => found.map(({ address }) => address),
        // A name that doesn't resolve here may through a proxy; connecting decides.
        () => [],
      );
  const matches = (list: BlockList) =>
    addresses.some((address) =>
      list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4"),
    );
  if (matches(LINK_LOCAL)) return "link-local";
  return matches(PRIVATE) ? "private" : "public";
}

const LINK_LOCAL = blockList([
  ["169.254.0.0", 16],
  ["fe80::", 10],
  // AWS and Alibaba answer metadata requests here too.
  ["fd00:ec2::", 32],
  ["100.100.100.200", 32],
]);

const PRIVATE = blockList([
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["::", 127],
  ["fc00::", 7],
]);

/** `BlockList` matches IPv4-mapped IPv6 addresses against IPv4 rules by itself. */
function blockList(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets) {
    list.addSubnet(address, prefix, isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
