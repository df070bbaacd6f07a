import type { FinalizedSpecializedApp } from "@backstage/frontend-app-api";
import type {
  DevelopmentView,
  GenerationEvent,
  PortalData,
  RemoteDescription,
} from "@flyloft/plugin-core";
import { FaultLog } from "../federation/FaultLog.ts";
import type { PageData } from "../page/readPage.ts";
import type { PortalContent } from "../shell/composePortal.ts";
import { compositionFaults } from "../shell/compositionFaults.ts";
import { fetchPortal } from "./fetchPortal.ts";
import { isSameData } from "./isSameData.ts";
import { listPages } from "./listPages.ts";
import { LiveStatus } from "./LiveStatus.ts";
import { needsReload } from "./needsReload.ts";
import { overrideRemotes } from "./overrideRemotes.ts";
import { RemoteSet } from "./RemoteSet.ts";
import type { UserActivity } from "./UserActivity.ts";

/** How long the first paint waits for remotes. What arrives later joins the running page. */
const FIRST_PAINT_MS = 1_500;
/** A portal that changes generations may not answer for a moment. */
const RETRIES_MS = [500, 1_000, 2_000, 4_000, 8_000];

export interface LivePortalOptions {
  readonly page: PageData;
  readonly activity: UserActivity;
  /** Opens the stream that tells of the portal anew. */
  readonly listenAgain: () => void;
  /** Shows an app of these features; throws where there can be none. */
  readonly show: (config: PortalData["config"], content: PortalContent) => void;
}

/**
 * The portal as this page shows it: the remotes of the page at first, then those of each generation that runs. Plugins
 * come and go without a load of the page, at a moment that takes nothing from the user.
 */
export class LivePortal {
  readonly faults = new FaultLog();
  readonly status: LiveStatus;
  readonly kept = new Map<string, unknown>();
  readonly #options: LivePortalOptions;
  readonly #remotes: RemoteSet;
  #target: PortalData;
  /** What the page is made of. Undefined until something is shown. */
  #shown: { readonly config: object; readonly features: string } | undefined;
  #pathname: string | undefined;
  #development: DevelopmentView | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: LivePortalOptions) {
    const { page } = options;
    this.#options = options;
    this.#target = page;
    this.#remotes = new RemoteSet(this.faults);
    this.status = new LiveStatus(page.portal.generation);
  }

  /** Loads the page's remotes and shows the portal. Resolves when every remote arrived or failed. */
  async start(): Promise<void> {
    const { page } = this.#options;
    const arrived = this.#remotes.load(
      page.portal.remotes,
      page.combinedFailures,
    );
    const isInTime = await Promise.race([
      arrived.then(() => true),
      delay(FIRST_PAINT_MS).then(() => false),
    ]);
    this.#show();
    if (isInTime) return;
    await arrived;
    this.#showWhenFree();
  }

  /** Takes over the generation that the portal tells of. */
  follow({ generation, spread }: GenerationEvent): void {
    const isShown = () => generation === this.status.snapshot().generation;
    if (isShown()) return;
    this.#enqueue(async () => {
      await delay(Math.random() * spread);
      for (const pause of [0, ...RETRIES_MS]) {
        await delay(pause);
        if (isShown() || (await this.#takeLatest())) return;
      }
    });
  }

  /** Shows development versions in place of the portal's own, or no longer. The newest is shown at once: it is asked for. */
  develop(view: DevelopmentView | undefined): void {
    this.#enqueue(async () => {
      this.#development = view;
      await this.#remotes.change(this.#wanted);
      this.status.change({ development: view });
      if (this.#shown?.features === this.#remotes.signature) return;
      this.#show();
    });
  }

  listenAgain(): void {
    this.#options.listenAgain();
  }

  /** Asks which generation runs, where nothing tells. */
  ask(): void {
    this.#enqueue(async () => {
      await this.#takeLatest();
    });
  }

  extensionsOf(packageName: string): ReadonlySet<string> {
    return this.#remotes.extensionsOf(packageName);
  }

  /** Builds the app again, at once. */
  recompose(): void {
    this.#show();
  }

  /** The user went to a page. What waited for that is shown. */
  noteNavigation(pathname: string): void {
    if (pathname === this.#pathname) return;
    const isFirst = this.#pathname === undefined;
    this.#pathname = pathname;
    this.#options.activity.forget();
    if (!isFirst && this.status.snapshot().isWaiting) this.#show();
  }

  /** The app is composed: notes its pages, and what didn't fit in. */
  noteComposed(app: FinalizedSpecializedApp): void {
    this.faults.keep(({ code }) => code !== "APP_EXTENSION_REJECTED");
    this.faults.add(compositionFaults(app.errors));
    this.status.notePages(listPages(app.tree));
  }

  get #wanted(): readonly RemoteDescription[] {
    const { remotes } = this.#target.portal;
    return overrideRemotes(remotes, this.#development?.remotes ?? []);
  }

  /** One generation after the other. */
  #enqueue(task: () => Promise<void>): void {
    this.#work = this.#work.then(task).catch(globalThis.reportError);
  }

  /** Resolves to whether there was another generation to take over. */
  async #takeLatest(): Promise<boolean> {
    const next = await fetchPortal();
    if (!next) return false;
    const { generation } = next.portal;
    if (generation === this.status.snapshot().generation) return false;
    this.#target = next;
    const remotes = this.#wanted;
    await this.#remotes.change(remotes);
    this.status.change({
      generation,
      needsReload: needsReload(this.#options.page, next),
      updates: this.#remotes.updates(remotes),
    });
    this.#showWhenFree();
    return true;
  }

  #showWhenFree(): void {
    const isSame =
      this.#shown?.features === this.#remotes.signature &&
      isSameData(this.#shown.config, this.#target.config);
    const isWaiting = !isSame && this.#options.activity.isBusy();
    this.status.change({ isWaiting });
    if (isSame || isWaiting) return;
    try {
      this.#show();
    } catch {
      // The page goes on with what it has.
      this.status.change({ needsReload: true });
    }
  }

  #show(): void {
    const { config } = this.#target;
    const { features, bindings, signature } = this.#remotes;
    this.#options.show(config, { features, bindings });
    this.#shown = { config, features: signature };
    this.status.change({ isWaiting: false });
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
