/** A process may take so long to end in order. */
const STOP_LIMIT_MS = 10_000;
const ALIVE_EVERY_MS = 1_000;

export interface LifeOptions {
  /** Ends what runs, in order. */
  stop(): Promise<void>;
  exit(code: number): never;
}

export interface ProcessLife<Said> {
  tell(this: void, message: Said): void;
  /**
   * Ends the process after `work`, by default after `stop`, and in any case soon after `limitMs`. Further calls change
   * nothing.
   */
  end(
    this: void,
    code: number,
    work?: () => Promise<void>,
    limitMs?: number,
  ): Promise<void>;
}

/**
 * What every process of the portal owes its supervisor: a sign of life each second, and its end on SIGTERM and when the
 * supervisor is gone. Imports nothing: it comes before the compile cache is on.
 */
export function startLife<Said>({
  stop,
  exit,
}: LifeOptions): ProcessLife<Said> {
  let isEnding = false;
  const tell = (message: unknown) => {
    // The channel may be closed from the other end meanwhile; `disconnect` tells that.
    if (process.connected)
      process.send?.(message, undefined, {}, () => undefined);
  };
  const end: ProcessLife<Said>["end"] = async (
    code,
    work = stop,
    limitMs = 0,
  ) => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => exit(code), limitMs + STOP_LIMIT_MS).unref();
    await work().catch(() => undefined);
    exit(code);
  };
  process.on("disconnect", () => void end(0));
  process.on("SIGTERM", () => void end(0));
  // A terminal sends Ctrl-C to the whole process group; the supervisor tells when to stop.
  process.on("SIGINT", () => undefined);
  tell({ type: "alive" });
  setInterval(() => tell({ type: "alive" }), ALIVE_EVERY_MS).unref();
  return { tell, end };
}
