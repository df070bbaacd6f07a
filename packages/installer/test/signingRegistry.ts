import type { Fault } from "../../../scripts/services/Fault.ts";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import type { VerdaccioService } from "../../../scripts/services/startVerdaccio.ts";

interface Dist {
  integrity: string;
  tarball: string;
  signatures?: object[];
  attestations?: object;
}

/** A package's document as the registry tells it, to be changed. */
export interface Document {
  versions: Record<string, { name: string; dist: Dist }>;
  time?: Record<string, string>;
}

interface Behaviour {
  /** Of `/-/npm/v1/keys`; none where left out. */
  readonly keys?: readonly object[];
  readonly edit?: (document: Document) => void;
  /** Of every version. */
  readonly attestations?: readonly object[];
}

/** A registry that signs: Verdaccio knows neither signatures nor attestations, so they are put into what it answers. */
export class SigningRegistry {
  readonly #proxy: FaultyProxy;

  private constructor(proxy: FaultyProxy) {
    this.#proxy = proxy;
  }

  static async start(registry: VerdaccioService): Promise<SigningRegistry> {
    return new SigningRegistry(await startFaultyProxy(registry.url));
  }

  get url(): string {
    return this.#proxy.url;
  }

  get host(): string {
    return this.#proxy.host;
  }

  get requests(): readonly string[] {
    return this.#proxy.requests;
  }

  behave(
    { keys, edit, attestations }: Behaviour,
    ...faults: readonly Fault[]
  ): void {
    const answer = (match: RegExp, body: object): Fault => ({
      kind: "status",
      status: 200,
      match,
      body: JSON.stringify(body),
    });
    this.#proxy.setFaults([
      ...faults,
      ...(keys ? [answer(/\/-\/npm\/v1\/keys$/, { keys })] : []),
      ...(attestations
        ? [answer(/\/-\/npm\/v1\/attestations\//, { attestations })]
        : []),
      {
        kind: "json",
        match: /^GET \/[^/]+$/,
        edit: (document) => {
          edit?.(document as Document);
          return document;
        },
      },
    ]);
  }

  stop(): Promise<void> {
    return this.#proxy.stop();
  }
}
