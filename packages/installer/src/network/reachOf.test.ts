import { describe, expect, it } from "vitest";
import { isAddressAllowed } from "./isAddressAllowed.ts";
import { matchesHost } from "./NetworkRules.ts";
import { reachOf } from "./reachOf.ts";

const literal = (text: string) =>
  new URL(`http://${text}/`).hostname.replace(/^\[|\]$/g, "");

describe("reachOf", () => {
  it.each([
    "10.0.0.1",
    "0x0a000001",
    "0x0a.0.0.1",
    "012.0.0.1",
    "167772161",
    "10.1",
    "10.0.0.1.",
    "１０.0.0.1",
    "[::ffff:10.0.0.1]",
    "[::ffff:a00:1]",
    "[0:0:0:0:0:ffff:0a00:0001]",
    "[::10.0.0.1]",
    "[::ffff:0:10.0.0.1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::1]",
    "[2002:a00:1::]",
    "[2001:0:a00:1::1]",
    "127.1",
    "2130706433",
    "[::1]",
    "[::]",
    "0",
    "100.64.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[fd12::1]",
    "[fec0::1]",
    "[ff02::1]",
  ])("takes %s for private", (text) => {
    expect(reachOf(literal(text))).toBe("private");
  });

  it.each([
    "169.254.169.254",
    "0xA9FEA9FE",
    "2852039166",
    "0251.0376.0251.0376",
    "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
  ])("takes %s for where clouds tell their secrets", (text) => {
    expect(reachOf(literal(text))).toBe("link-local");
  });

  it.each([
    "1.1.1.1",
    "172.32.0.1",
    "9.255.255.255",
    "11.0.0.0",
    "[2606:4700::1111]",
    "[64:ff9b::1.1.1.1]",
    "[2002:101:101::]",
  ])("takes %s for public", (text) => {
    expect(reachOf(literal(text))).toBe("public");
  });
});

describe("isAddressAllowed", () => {
  const allowed = (
    address: string,
    permit: "configured" | "led",
    privateAddresses?: string[],
  ) =>
    isAddressAllowed(address, {
      hostname: "registry.acme.internal",
      permit,
      rules: { privateAddresses },
    });

  it("lets the configuration lead to private addresses, and servers not", () => {
    expect(allowed("10.0.0.1", "configured")).toBe(true);
    expect(allowed("10.0.0.1", "led")).toBe(false);
    expect(allowed("169.254.169.254", "configured")).toBe(false);
    expect(allowed("1.1.1.1", "led")).toBe(true);
  });

  it.each<[string, string[]]>([
    ["an address", ["10.0.0.1"]],
    ["a range", ["192.168.0.0/16", "10.0.0.0/8"]],
    ["a host", ["registry.acme.internal"]],
    ["a domain", ["*.acme.internal"]],
  ])(
    "takes what is named by %s, whoever leads there, and nothing else",
    (_by, named) => {
      expect(allowed("10.0.0.1", "led", named)).toBe(true);
      expect(allowed("::ffff:10.0.0.1", "led", named)).toBe(true);
      const other = {
        hostname: "other.acme.example",
        rules: { privateAddresses: named },
      };
      expect(
        isAddressAllowed("172.16.0.1", { ...other, permit: "configured" }),
      ).toBe(false);
    },
  );
});

describe("matchesHost", () => {
  it.each([
    ["https://registry.acme.example", "registry.acme.example", true],
    ["https://registry.acme.example:8443", "registry.acme.example", true],
    ["https://registry.acme.example:8443", "registry.acme.example:8443", true],
    ["https://registry.acme.example:9", "registry.acme.example:8443", false],
    ["https://REGISTRY.acme.example.", "registry.acme.example", true],
    ["https://a.b.acme.example", "*.acme.example", true],
    ["https://acme.example", "*.acme.example", false],
    ["https://evilacme.example", "*.acme.example", false],
    ["https://acme.example.evil.example", "acme.example", false],
    ["https://acme.example@evil.example", "acme.example", false],
    ["http://[::1]:5000", "[::1]:5000", true],
  ])("%s is of %s: %s", (url, pattern, is) => {
    expect(matchesHost(new URL(url), [pattern])).toBe(is);
  });
});
