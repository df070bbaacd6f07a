import { fileURLToPath } from "node:url";
import type { AppConfig } from "@backstage/config";
import type { FromBackend, ToBackend } from "./messages.ts";
import { pickStaticPlugins } from "./staticPlugins.ts";
import { SupervisedProcess } from "./SupervisedProcess.ts";
import { THREAD_FLAGS } from "./threadFlags.ts";

export type BackendProcess = SupervisedProcess<ToBackend, FromBackend>;

export interface SpareOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly codeCache: string;
}

/** What a spare process imports ahead, and how long it may wait for its use. */
export interface SpareUse {
  readonly config: readonly AppConfig[];
  readonly keepMs: number;
}

/** The portal's own code may take so long to import, while the machine is busy with something else. */
const IMPORT_MS = 20_000;

/**
 * A backend process that waits for its generation with the portal's own code imported, which takes longer than
 * everything else about a change. It is there while changes are likely: for a while after the last one.
 */
export class SpareProcess {
  readonly #options: SpareOptions;
  #spare: BackendProcess | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SpareOptions) {
    this.#options = options;
  }

  /** Starts one, or lets the one that is there wait longer. */
  keep({ config, keepMs }: SpareUse): void {
    clearTimeout(this.#timer);
    if (keepMs === 0) return;
    this.#timer = setTimeout(() => void this.stop(), keepMs);
    this.#timer.unref();
    if (this.#spare) return;
    const spare = this.#start();
    this.#spare = spare;
    const { codeCache } = this.#options;
    const staticPlugins = pickStaticPlugins(config);
    spare.send({ type: "warm", codeCache, staticPlugins });
    void spare.exited.then(() => {
      if (this.#spare === spare) this.#spare = undefined;
    });
  }

  /** The process that waits, or a new one. */
  take(): BackendProcess {
    const spare = this.#spare ?? this.#start();
    this.#spare = undefined;
    return spare;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    const spare = this.#spare;
    this.#spare = undefined;
    // It holds nothing that could be lost.
    await spare?.killAfter(0);
  }

  #start(): BackendProcess {
    return new SupervisedProcess<ToBackend, FromBackend>({
      entry: fileURLToPath(
        import.meta.resolve("@flyloft/backend/backend-process"),
      ),
      execArgv: [...process.execArgv, ...THREAD_FLAGS],
      prefix: [],
      env: this.#options.env,
      heartbeatMs: IMPORT_MS,
      memoryLimit: undefined,
    });
  }
}
