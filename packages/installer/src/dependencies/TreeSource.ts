import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { HostOffer } from "./HostOffer.ts";
import { isGiven } from "./HostOffer.ts";
import type { OwnManifest } from "./OwnManifest.ts";
import type { PackumentCache } from "./PackumentCache.ts";
import type { SlimPackument, SlimVersion } from "./SlimPackument.ts";

/** Where the tarball of what isn't fetched would be: no host has a name below `.invalid`. */
const NOWHERE = "https://host.invalid/";

/**
 * What the resolver is told of packages: the registry's word, the host's packages as ones of a single version that need
 * nothing, and the plugin itself likewise, for dependencies that depend on it.
 */
export class TreeSource {
  readonly #root: OwnManifest;
  readonly #offer: HostOffer;
  readonly #packuments: PackumentCache;
  /** Of the host, and asked for in a range that its version isn't in. */
  readonly #mixed = new Set<string>();
  /** The first question that nobody answered. A tree that was made without the answer is no good. */
  failure: NetworkFailure | undefined;

  constructor(root: OwnManifest, offer: HostOffer, packuments: PackumentCache) {
    this.#root = root;
    this.#offer = offer;
    this.#packuments = packuments;
  }

  /** Whether a dependency is met without a registry. */
  isGiven(name: string, range: string): boolean {
    return name === this.#root.name || isGiven(this.#offer, name, range);
  }

  /** From now on the registry is asked of a name that the host has, too. */
  mix(name: string): boolean {
    if (this.#offer.version(name) === undefined) return false;
    if (this.#offer.forced.has(name) || this.#mixed.has(name)) return false;
    this.#mixed.add(name);
    return true;
  }

  /** Versions that must be taken whatever is asked for, by name. */
  forced(): Record<string, string> {
    const { name, version } = this.#root;
    const versions: Record<string, string> = { [name]: version };
    for (const forced of this.#offer.forced) {
      const given = this.#offer.version(forced);
      if (given) versions[forced] = given;
    }
    return versions;
  }

  /** Rejects with a NetworkFailure. */
  async read(name: string): Promise<SlimPackument> {
    if (name === this.#root.name) return virtual(name, this.#root.version);
    const given = this.#offer.version(name);
    if (given === undefined) return this.published(name);
    const host = virtual(name, given);
    if (!this.#mixed.has(name)) return host;
    const { versions, "dist-tags": tags } = await this.published(name);
    return {
      name,
      // npm prefers the latest of those that are in a range.
      "dist-tags": { ...tags, latest: given },
      versions: { ...versions, ...host.versions },
    };
  }

  async published(name: string): Promise<SlimPackument> {
    try {
      return await this.#packuments.get(name);
    } catch (error) {
      if (error instanceof NetworkFailure && error.status !== 404) {
        this.failure ??= error;
      }
      throw error;
    }
  }

  static isVirtual(resolved: string | null): boolean {
    return resolved?.startsWith(NOWHERE) ?? false;
  }
}

function virtual(name: string, version: string): SlimPackument {
  const only: SlimVersion = {
    name,
    version,
    dist: { tarball: `${NOWHERE}${name}` },
    dependencies: {},
    optionalDependencies: {},
    peerDependencies: {},
    peerDependenciesMeta: {},
    platform: {},
  };
  return {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: only },
  };
}
