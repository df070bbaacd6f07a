import { BlockList, isIP } from "node:net";

/**
 * `link-local`: this machine's surroundings, where clouds answer questions about it (metadata), keys included; `private`:
 * this machine and the networks behind it, and all else that isn't the public internet.
 */
export type Reach = "public" | "private" | "link-local";

/** Of an IPv4 or IPv6 address. */
export function reachOf(address: string): Reach {
  if (isIn(LINK_LOCAL, address)) return "link-local";
  return isIn(PRIVATE, address) ? "private" : "public";
}

export function isLoopback(address: string): boolean {
  return isIn(LOOPBACK, address);
}

export function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** IPv4 networks are matched in all forms in which IPv6 addresses carry IPv4 ones: something on the way may unpack them. */
export function blockList(
  subnets: readonly (readonly [string, number])[],
): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets) {
    if (isIP(address) === 6) {
      list.addSubnet(address, prefix, "ipv6");
      continue;
    }
    // IPv4-mapped addresses are matched by the list itself.
    list.addSubnet(address, prefix, "ipv4");
    for (const carrier of ["::", "::ffff:0:", "64:ff9b::"]) {
      list.addSubnet(`${carrier}${address}`, 96 + prefix, "ipv6");
    }
    list.addSubnet(`2002:${toHex(address)}::`, 16 + prefix, "ipv6");
  }
  return list;
}

function toHex(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  return [(a << 8) | b, (c << 8) | d]
    .map((group) => group.toString(16))
    .join(":");
}

const LOOPBACK = blockList([
  ["127.0.0.0", 8],
  ["::1", 128],
]);

const LINK_LOCAL = blockList([
  ["169.254.0.0", 16],
  ["fe80::", 10],
  // AWS, Alibaba, Oracle and Azure answer questions about machines here too.
  ["fd00:ec2::", 32],
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
  ["168.63.129.16", 32],
]);

// https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry
const PRIVATE = blockList([
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
  ["::", 127],
  ["64:ff9b:1::", 48],
  ["2001::", 32],
  ["fc00::", 7],
  ["fec0::", 10],
  ["ff00::", 8],
]);
