import type {
  DevelopmentProblem,
  DevelopmentSession,
  ManagementClient,
} from "@flyloft/management";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import type { WatchedPlugin } from "@flyloft/publisher";
import { CommandError } from "../errors.ts";
import { ask } from "../portal/ask.ts";
import { PortalRefusal } from "../portal/PortalRefusal.ts";
import type { Problems } from "./BuildBoard.ts";
import type { DevTeller } from "./DevTeller.ts";

const UNKNOWN = "MANAGE_DEVELOPMENT_UNKNOWN";
/** How often it says that it is there, within the time that the portal waits for. */
const TIMES = 5;
/** A portal takes no more, and whoever writes a plugin reads the first. */
const MOST_PROBLEMS = 50;

/** Development versions inside a running portal, for the browsers that its link was opened in. */
export class OverrideSession {
  readonly #client: ManagementClient;
  readonly #teller: DevTeller;
  readonly #session: DevelopmentSession;
  readonly #end = Promise.withResolvers<void>();
  readonly #uploads = new Map<string, { again: boolean }>();
  readonly #beat: NodeJS.Timeout;
  #problems: DevelopmentProblem[] = [];
  #link: string;
  #keptAt = performance.now();
  #isEnded = false;

  private constructor(
    client: ManagementClient,
    session: DevelopmentSession,
    teller: DevTeller,
  ) {
    this.#client = client;
    this.#session = session;
    this.#teller = teller;
    this.#link = session.link ?? "";
    const everyMs = (session.keepSeconds * 1000) / TIMES;
    this.#beat = setInterval(() => void this.#keep(), everyMs);
  }

  static async begin(
    client: ManagementClient,
    packages: string[],
    teller: DevTeller,
  ): Promise<OverrideSession> {
    const body = { packages };
    const session = await ask(client.POST("/development", { body }));
    return new OverrideSession(client, session, teller);
  }

  /** The address of its page, good once. */
  get link(): string {
    return this.#link;
  }

  /** Resolves when the portal ended it. */
  get ended(): Promise<void> {
    return this.#end.promise;
  }

  /** Brings the newest build. One at a time: what is built meanwhile is brought afterwards, and only the last. */
  async show(plugin: WatchedPlugin): Promise<void> {
    const running = this.#uploads.get(plugin.name);
    if (running) {
      running.again = true;
      return;
    }
    const upload = { again: true };
    this.#uploads.set(plugin.name, upload);
    while (upload.again && !this.#isEnded) {
      upload.again = false;
      await this.#bring(plugin);
    }
    this.#uploads.delete(plugin.name);
  }

  tell(problems: Problems): void {
    const all = [...problems].flatMap(([packageName, found]) =>
      found.map((problem) => toProblem(packageName, problem)),
    );
    this.#problems = all.slice(0, MOST_PROBLEMS);
    void this.#keep();
  }

  async end(): Promise<void> {
    clearInterval(this.#beat);
    if (this.#isEnded) return;
    this.#isEnded = true;
    const params = { path: { id: this.#session.id } };
    // Without an answer it ends by itself.
    await ask(this.#client.DELETE("/development/{id}", { params })).catch(
      () => undefined,
    );
  }

  async #bring(plugin: WatchedPlugin): Promise<void> {
    const startedAt = performance.now();
    const params = { path: { id: this.#session.id } };
    try {
      const packed = await plugin.pack();
      await ask(
        this.#client.POST("/development/{id}/builds", {
          params,
          headers: { "content-type": "application/gzip" },
          // The description has bodies of bytes as text.
          body: new Blob([new Uint8Array(packed)]) as unknown as string,
          bodySerializer: (body) => body as unknown as Blob,
        }),
      );
      const durationMs = Math.round(performance.now() - startedAt);
      this.#teller.shown(plugin.name, durationMs);
    } catch (error) {
      if (this.#noteEnd(error)) return;
      const report = reportError(error, "COMMAND_REFUSED");
      this.#teller.failed(plugin.name, [report]);
    }
  }

  async #keep(): Promise<void> {
    if (this.#isEnded) return;
    const params = { path: { id: this.#session.id } };
    const body = { problems: this.#problems };
    try {
      const { link, openedBy } = await ask(
        this.#client.PUT("/development/{id}", { params, body }),
      );
      this.#keptAt = performance.now();
      if (link === undefined || link === this.#link) return;
      this.#link = link;
      if (openedBy !== undefined) this.#teller.opened(openedBy, link);
    } catch (error) {
      // A portal that doesn't answer for a moment is asked again.
      if (this.#noteEnd(error) || !isRefusal(error)) return;
      const { keepSeconds } = this.#session;
      if (performance.now() - this.#keptAt < keepSeconds * 1000) return;
      this.#stop(`The portal let the session lapse: ${error.message}`);
    }
  }

  #noteEnd(error: unknown): boolean {
    if (this.#isEnded) return true;
    if (!(error instanceof PortalRefusal) || error.code !== UNKNOWN) {
      return false;
    }
    this.#stop(
      "The session was stopped in a browser, or the portal was started again. Run the command again to go on.",
    );
    return true;
  }

  #stop(why: string): void {
    this.#isEnded = true;
    clearInterval(this.#beat);
    this.#teller.ended(why);
    this.#end.resolve();
  }
}

/** The portal answers, but not what was asked: the token has expired, say, or the permission is gone. */
function isRefusal(error: unknown): error is PortalRefusal | CommandError {
  return error instanceof PortalRefusal
    ? error.isRefusal
    : error instanceof CommandError && error.code === "COMMAND_REFUSED";
}

function toProblem(
  packageName: string,
  { message, place }: ErrorReport,
): DevelopmentProblem {
  return {
    packageName,
    message: message.slice(0, 2000),
    ...(place?.file !== undefined && { file: place.file.slice(0, 500) }),
    ...(place?.line !== undefined && { line: place.line }),
  };
}
