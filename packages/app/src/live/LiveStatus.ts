import type { DevelopmentView } from "@flyloft/plugin-core";

/** A plugin of which the portal has another version than this page. */
export interface PluginUpdate {
  readonly packageName: string;
  /** What people call it. */
  readonly title: string;
  /** The portal's version. */
  readonly version: string;
  /** The page's version; the same where only the content changed. */
  readonly from: string;
  /** The plugins that the package brings or extends. */
  readonly pluginIds: readonly string[];
}

/** A page that was there when this tab was opened, or at some time since. */
export interface KnownPage {
  readonly path: string;
  readonly pluginId: string;
  /** The plugin's. */
  readonly title: string;
}

/** How this page stands to the portal's running generation. */
export interface LiveState {
  /** The running generation, as far as this page heard. */
  readonly generation: number;
  /** Changes are there that wait until they disturb nobody. */
  readonly isWaiting: boolean;
  /** Only loading the page again brings it up to date. */
  readonly needsReload: boolean;
  readonly updates: readonly PluginUpdate[];
  /** Development versions that this browser shows. */
  readonly development: DevelopmentView | undefined;
  /** Pages that are there. */
  readonly pages: readonly KnownPage[];
  /** Pages that were there. */
  readonly removedPages: readonly KnownPage[];
  /** Notices that the user has put away. */
  readonly dismissed: readonly string[];
}

/** The state, observable by React's `useSyncExternalStore`. It outlives the app that shows it. */
export class LiveStatus {
  #state: LiveState;
  readonly #listeners = new Set<() => void>();

  constructor(generation: number) {
    this.#state = {
      generation,
      isWaiting: false,
      needsReload: false,
      updates: [],
      development: undefined,
      pages: [],
      removedPages: [],
      dismissed: [],
    };
  }

  readonly snapshot = (): LiveState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  change(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Notes which pages there are now; those that are gone are remembered. */
  notePages(pages: readonly KnownPage[]): void {
    const present = new Set(pages.map(({ path }) => path));
    const earlier = [...this.#state.pages, ...this.#state.removedPages];
    this.change({
      pages,
      removedPages: earlier.filter(({ path }) => !present.has(path)),
    });
  }

  dismiss(notice: string): void {
    this.change({ dismissed: [...this.#state.dismissed, notice] });
  }
}
