import type { ErrorReport } from "@flyloft/plugin-core";
import { type WatchedPlugin, watchPlugin } from "@flyloft/publisher";
import type { DevTeller } from "./DevTeller.ts";

/** What can't be used now, by package. */
export type Problems = ReadonlyMap<string, readonly ErrorReport[]>;

/** All plugins that are being written, and how their newest builds stand. */
export class BuildBoard {
  readonly #teller: DevTeller;
  readonly #plugins: WatchedPlugin[] = [];
  readonly #problems = new Map<string, readonly ErrorReport[]>();
  /** Resolves when each has been built for the first time. */
  built: Promise<void> = Promise.resolve();
  /** The code of a frontend is new. */
  onCode: ((plugin: WatchedPlugin) => void) | undefined;
  /** A backend is new, or what a package says of itself. */
  onWhole: (() => void) | undefined;
  onProblems: ((problems: Problems) => void) | undefined;

  constructor(teller: DevTeller) {
    this.#teller = teller;
  }

  get plugins(): readonly WatchedPlugin[] {
    return this.#plugins;
  }

  /** Builds into folders below `out`. */
  async watch(
    folders: readonly string[],
    out: string,
  ): Promise<readonly WatchedPlugin[]> {
    const first: Promise<void>[] = [];
    for (const folder of folders) {
      const { promise, resolve } = Promise.withResolvers<void>();
      first.push(promise);
      const plugin: WatchedPlugin = await watchPlugin(
        folder,
        `${out}/packages`,
        {
          onBuilt: ({ isWhole }) => {
            this.#teller.built(plugin.name);
            this.settle(plugin.name, []);
            resolve();
            if (plugin.side === "frontend") this.onCode?.(plugin);
            if (isWhole || plugin.side === "backend") this.onWhole?.();
          },
          onFailed: (problems) => {
            this.#teller.failed(plugin.name, problems);
            this.settle(plugin.name, problems);
          },
        },
      );
      this.#plugins.push(plugin);
    }
    this.built = Promise.all(first).then(() => undefined);
    return this.#plugins;
  }

  /** What keeps a package's newest version from being used; none where it is. */
  settle(name: string, problems: readonly ErrorReport[]): void {
    if (problems.length > 0) this.#problems.set(name, problems);
    else this.#problems.delete(name);
    this.onProblems?.(this.#problems);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#plugins.map((plugin) => plugin.stop()));
  }
}
