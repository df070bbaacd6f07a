import type { ResolveContext } from "../../resolve/ResolveContext.ts";
import { BlobCache } from "./BlobCache.ts";
import { OciRegistry } from "./OciRegistry.ts";
import type { Connection } from "./RegistryConnection.ts";

type Connect = (host: string) => Connection;

/** What a run keeps of its registries: connections, tokens and blobs, so that plugins of one artifact share them. */
export class OciSession {
  readonly blobs = new BlobCache();
  readonly #registries = new Map<string, OciRegistry>();
  readonly #connect: Connect | undefined;

  /** Where `connect` is given, it says what answers for each registry. */
  constructor(connect?: Connect) {
    this.#connect = connect;
  }

  /** The client for `host`; made with the context of who asks first. */
  registry(host: string, context: ResolveContext): OciRegistry {
    const known = this.#registries.get(host);
    if (known) return known;
    const registry = new OciRegistry(host, context, this.#connect?.(host));
    this.#registries.set(host, registry);
    return registry;
  }

  /** Ends connections and gives back blobs. */
  async close(): Promise<void> {
    const registries = [...this.#registries.values()];
    await Promise.all([
      this.blobs.close(),
      ...registries.map((registry) => registry.close()),
    ]);
  }
}

/** What reading from OCI registries takes, in addition to a stage's context. Made once per run, used by all plugins. */
export interface OciAccess {
  readonly oci: OciSession;
}
