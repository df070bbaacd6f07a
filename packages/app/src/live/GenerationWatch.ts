import {
  type DevelopmentView,
  EVENTS_PATH,
  type GenerationEvent,
} from "@flyloft/plugin-core";

/** A stream that says nothing for so long after it was opened is held back by something on the way. */
const SILENCE_MS = 15_000;
const ASK_EVERY_MS = 60_000;
const SOONEST_REOPEN_MS = 5_000;

export interface WatchOptions {
  /** The portal tells which generation runs. Also after each time the stream is opened. */
  readonly onGeneration: (event: GenerationEvent) => void;
  /** What development versions are for this browser; `null` for none any more. */
  readonly onDevelopment: (view: DevelopmentView | null) => void;
  /** Nothing tells; somebody has to ask. */
  readonly onSilence: () => void;
}

/**
 * Listens to the portal's event stream while the tab is visible, since browsers allow few connections to one origin.
 * Where the stream doesn't come through, it says once a minute that somebody has to ask.
 */
export class GenerationWatch {
  readonly #options: WatchOptions;
  #source: EventSource | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #reopen: ReturnType<typeof setTimeout> | undefined;
  #isHeard = true;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Follows the tab's visibility from now on. */
  start(): void {
    const update = () => {
      if (document.visibilityState !== "visible") return this.#pause();
      if (!this.#isHeard) this.#options.onSilence();
      this.#listen();
    };
    document.addEventListener("visibilitychange", update);
    // A page with an open stream can't be kept for the way back.
    window.addEventListener("pagehide", () => this.#pause());
    window.addEventListener("pageshow", update);
    update();
  }

  /** The portal knows this browser by something else from now on. */
  listenAgain(): void {
    this.#pause();
    if (document.visibilityState === "visible") this.#listen();
  }

  #listen(): void {
    if (this.#source) return;
    this.#expectWord(SILENCE_MS);
    const source = new EventSource(EVENTS_PATH);
    source.addEventListener("generation", ({ data }: MessageEvent<string>) => {
      this.#isHeard = true;
      this.#stopWaiting();
      this.#options.onGeneration(JSON.parse(data) as GenerationEvent);
    });
    source.addEventListener("development", ({ data }: MessageEvent<string>) => {
      this.#options.onDevelopment(JSON.parse(data) as DevelopmentView | null);
    });
    source.addEventListener("error", () => this.#noteError(source));
    this.#source = source;
  }

  /** Browsers reconnect by themselves, but give up where the answer is no stream. */
  #noteError(source: EventSource): void {
    this.#expectWord(SILENCE_MS);
    if (source.readyState !== EventSource.CLOSED || source !== this.#source) {
      return;
    }
    this.#source = undefined;
    clearTimeout(this.#reopen);
    this.#reopen = setTimeout(
      () => this.#listen(),
      spread(this.#isHeard ? SOONEST_REOPEN_MS : ASK_EVERY_MS),
    );
  }

  /** Waits once, however many attempts fail meanwhile. */
  #expectWord(afterMs: number): void {
    this.#silence ??= setTimeout(() => {
      this.#silence = undefined;
      this.#isHeard = false;
      this.#options.onSilence();
      this.#expectWord(spread(ASK_EVERY_MS));
    }, afterMs);
  }

  #stopWaiting(): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
  }

  #pause(): void {
    this.#stopWaiting();
    clearTimeout(this.#reopen);
    this.#source?.close();
    this.#source = undefined;
  }
}

/** So that many browsers that lost the portal at once don't come back at once. */
function spread(ms: number): number {
  return ms * (0.5 + Math.random());
}
