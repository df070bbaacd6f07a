import type { Place } from "@flyloft/plugin-core";

/** How remotes of packages come about that bring none: `dynamicPlugins.remotes`, with what holds where it says nothing. */
export interface RemoteSettings {
  /** Where built remotes are looked for first; undefined where only this store knows them. */
  readonly cache: CacheRepository | undefined;
  /** What is built here goes to the cache. */
  readonly push: boolean;
  /** Resident memory of a build, bytes. */
  readonly memory: number;
  readonly timeMs: number;
}

/** A repository of an OCI registry. */
export interface CacheRepository {
  readonly registry: string;
  readonly repository: string;
  readonly place: Place;
}

/** The largest published plugins take 0.5 GB and 5 seconds on two processors. */
export const DEFAULT_REMOTE_SETTINGS: RemoteSettings = {
  cache: undefined,
  push: false,
  memory: 2 * 1024 ** 3,
  timeMs: 120_000,
};
