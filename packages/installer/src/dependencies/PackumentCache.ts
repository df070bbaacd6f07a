import { Limiter } from "../sources/oci/Limiter.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import { readPackument } from "../sources/npm/readPackument.ts";
import { type SlimPackument, slimPackument } from "./SlimPackument.ts";

/** Registries answer many questions at once; each takes a connection of its own. */
const QUESTIONS_AT_ONCE = 32;

/** What registries say of packages, each asked for once per run. */
export class PackumentCache {
  readonly #context: ResolveContext & NpmAccess;
  readonly #limiter = new Limiter(QUESTIONS_AT_ONCE);
  readonly #known = new Map<string, Promise<SlimPackument>>();

  constructor(context: ResolveContext & NpmAccess) {
    this.#context = context;
  }

  /** Rejects with a NetworkFailure. */
  get(name: string): Promise<SlimPackument> {
    const known = this.#known.get(name);
    if (known) return known;
    const asked = this.#limiter.run(async () => {
      const { packument } = await readPackument(name, this.#context);
      return slimPackument(packument);
    });
    this.#known.set(name, asked);
    return asked;
  }
}
