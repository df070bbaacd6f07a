/** Which places on the network may be asked, whoever names them. */
export interface NetworkRules {
  /** Hosts, as `host`, `host:port` or `*.domain`; undefined where any may be asked. */
  readonly registries?: readonly string[] | undefined;
  /**
   * Hosts, addresses and ranges of private networks that may be asked. Undefined: those that stand in the configuration as a
   * registry, and no other place that one of them leads to.
   */
  readonly privateAddresses?: readonly string[] | undefined;
}

/** Whether any of the patterns, as in {@link NetworkRules.registries}, is the host of a URL. */
export function matchesHost(
  { host, hostname }: Pick<URL, "host" | "hostname">,
  patterns: readonly string[],
): boolean {
  // A name that ends with a dot is the same name.
  const names = [host, hostname].map((name) => name.replace(/\.(?=:|$)/, ""));
  return patterns.some((pattern) =>
    pattern.startsWith("*.")
      ? names.some((name) => name.endsWith(pattern.slice(1)))
      : names.includes(pattern),
  );
}
