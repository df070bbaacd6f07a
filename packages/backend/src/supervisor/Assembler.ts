import {
  type Assembly,
  assembleGeneration,
  restoreGeneration,
} from "./assembleGeneration.ts";
import type { DataFolder } from "./DataFolder.ts";
import type { Generation } from "./Generation.ts";
import type { DesiredState } from "./management/DesiredState.ts";
import type { PortalOptions } from "./preparePipeline.ts";

export interface AssemblerParts {
  readonly options: PortalOptions;
  readonly data: DataFolder;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** What administrators changed. @throws where it can't be read */
  desired(): Promise<DesiredState>;
}

/** Puts together what generations are made of, and remembers what the newest reading of the configuration led to. */
export class Assembler {
  readonly #parts: AssemblerParts;
  #newest: Assembly | undefined;
  #isRolledBack = false;
  /** What was desired when that was last known. */
  #known: DesiredState | undefined;

  constructor(parts: AssemblerParts) {
    this.#parts = parts;
  }

  get newest(): Assembly {
    if (!this.#newest) throw new Error("The portal is not started.");
    return this.#newest;
  }

  /** Somebody went back to an earlier generation, and the configuration says something else since. */
  get isRolledBack(): boolean {
    return this.#isRolledBack;
  }

  /** Of the configuration files and of what is stored. */
  async assemble(): Promise<Assembly> {
    const { options, desired } = this.#parts;
    const assembly = await this.propose(await desired(), options.onEvent);
    this.accept(assembly);
    return assembly;
  }

  /** Of the configuration files and of `desired`, which may come to nothing. */
  propose(
    desired: DesiredState,
    onEvent: PortalOptions["onEvent"],
  ): Promise<Assembly> {
    const { options, signal } = this.#parts;
    this.#known = desired;
    return assembleGeneration({ ...options, desired, signal, onEvent });
  }

  /** What was proposed is what holds. */
  accept(assembly: Assembly): void {
    this.#newest = assembly;
    this.#isRolledBack = false;
  }

  /** An earlier generation as it was, with the present values of variables and secrets. */
  async restore(earlier: Generation): Promise<Assembly> {
    const { options, data } = this.#parts;
    const { secrets } = await this.#readDesired();
    const env = { ...options.env, ...secrets };
    const restored = restoreGeneration(earlier, data, { ...options, env });
    return {
      ...this.newest,
      ...restored,
      secrets: Object.values(secrets),
    };
  }

  /** The portal went back. */
  rolledBack(): void {
    this.#isRolledBack = true;
  }

  /** The way back has to be open also where the database is what keeps a change from being kept. */
  async #readDesired(): Promise<DesiredState> {
    try {
      return await this.#parts.desired();
    } catch (error) {
      if (this.#known) return this.#known;
      throw error;
    }
  }
}
