import type { MirrorPlace } from "./config/MirrorPlace.ts";
import type { PluginRequests } from "./config/readPluginRequests.ts";
import type { RemoteSettings } from "./config/RemoteSettings.ts";
import type { SignatureSettings } from "./config/SignatureSettings.ts";
import type { NetworkPolicy } from "./network/NetworkPolicy.ts";
import type { PipelineEvent } from "./PipelineEvent.ts";
import type { UnpackLimits } from "./sources/archive/unpack.ts";
import type { HostFacts } from "./verify/HostFacts.ts";

/** What a run of the pipeline needs. Everything that comes from the machine is given: nothing here reads `process.env`. */
export interface InstallOptions {
  /** From `readPluginRequests`. */
  readonly config: Pick<PluginRequests, "requests" | "failures" | "overlay">;
  /** The store's folder. */
  readonly store: string;
  /** `plugins.lock.yaml`. */
  readonly lockfile: string;
  /** Nothing is installed but what the lockfile names, byte for byte, and the lockfile isn't written. */
  readonly frozen?: boolean | undefined;
  readonly host: HostFacts;
  /** Names of packages that backends may use although they are compiled code or have an install script. */
  readonly allowNative?: readonly string[] | undefined;
  /** The folder whose `.npmrc` counts. */
  readonly configDir: string;
  readonly homeDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Plugins that are fetched and installed at the same time; by default twice the processors, between 8 and 16. Registries
   * are asked about twice as many.
   */
  readonly concurrency?: number | undefined;
  readonly insecureRegistries?: readonly string[] | undefined;
  /** Limits and cache of builds. */
  readonly remotes?: RemoteSettings | undefined;
  /** Who must have signed what; nobody where left out. */
  readonly signatures?: SignatureSettings | undefined;
  readonly network?: Partial<NetworkPolicy> | undefined;
  /** Takes the place of all registries and web servers. */
  readonly mirror?: MirrorPlace | undefined;
  readonly limits?: Partial<UnpackLimits> | undefined;
  /** Check the hash of every file of every package, also of those that are in the store. */
  readonly checkStore?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: PipelineEvent) => void) | undefined;
}
