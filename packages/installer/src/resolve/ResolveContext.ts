import type { LockEntry } from "../lock/LockEntry.ts";
import type { NetworkPolicy } from "../network/NetworkPolicy.ts";

/** What the resolvers of all source kinds may use. Read at the edge, once; no resolver reads `process.env`. */
export interface ResolveContext {
  readonly network: NetworkPolicy;
  /** The folder of the first configuration file: its `.npmrc` counts. */
  readonly configDir: string;
  /** Replaces a leading `~` in paths. */
  readonly homeDir: string;
  /** The folder of Docker's `config.json`: `$DOCKER_CONFIG` or `~/.docker`. */
  readonly dockerConfigDir: string;
  /** `host:port` of registries that may be spoken to without TLS. Loopback addresses always may. */
  readonly insecureRegistries: readonly string[];
  /** Environment for `${VAR}` in `.npmrc` and for credential helpers. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends everything that is under way for this plugin. */
  readonly signal: AbortSignal;
  /** What the lockfile says of this entry. Resolvers use it only to answer for a registry that can't be asked. */
  readonly locked: LockEntry | undefined;
}
