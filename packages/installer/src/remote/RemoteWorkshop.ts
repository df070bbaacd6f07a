import {
  BuildQueue,
  type BuildOutcome,
  type BuildRequest,
  runBuild,
} from "@flyloft/builder";
import {
  DEFAULT_REMOTE_SETTINGS,
  type RemoteSettings,
} from "../config/RemoteSettings.ts";
import type { CacheContext } from "./OciRemoteCache.ts";
import type { RemoteCache } from "./RemoteCache.ts";

/** Builds for the plugins of one run: a few at a time, and each thing once, however many ask for it. */
export class RemoteWorkshop {
  readonly settings: RemoteSettings;
  readonly #context: CacheContext;
  readonly #queue = new BuildQueue();
  readonly #underWay = new Map<string, Promise<unknown>>();
  #cache: Promise<RemoteCache> | undefined;

  constructor(settings: RemoteSettings | undefined, context: CacheContext) {
    this.settings = settings ?? DEFAULT_REMOTE_SETTINGS;
    this.#context = context;
  }

  build(request: BuildRequest): Promise<BuildOutcome> {
    return this.#queue.run(() =>
      runBuild(request, this.settings, this.#context.signal),
    );
  }

  /** `make`'s result, or that of the one who makes it already under this key. */
  once<Result>(key: string, make: () => Promise<Result>): Promise<Result> {
    // A key belongs to one kind of result.
    const underWay = this.#underWay.get(key) as Promise<Result> | undefined;
    if (underWay) return underWay;
    const made = make().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, made);
    return made;
  }

  /** Undefined where none is configured. Its client is loaded when it is first needed. */
  async cache(): Promise<RemoteCache | undefined> {
    const place = this.settings.cache;
    if (!place) return undefined;
    return (this.#cache ??= import("./OciRemoteCache.ts").then(
      ({ OciRemoteCache }) => new OciRemoteCache(place, this.#context),
    ));
  }
}
