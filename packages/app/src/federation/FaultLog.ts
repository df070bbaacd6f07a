import type { AppErrorCode } from "../errors.ts";

/** Why a plugin's frontend doesn't work in this browser. */
export interface RemoteFault {
  readonly packageName: string;
  readonly code: AppErrorCode;
  readonly message: string;
  readonly hint: string;
}

const PARTIAL: readonly AppErrorCode[] = [
  "APP_EXTENSION_REJECTED",
  "APP_REMOTE_LEGACY_EXPORT",
  "APP_REMOTE_MOUNT_POINT",
];

/** Says whether the rest of the plugin works. */
export function isPartial({ code }: RemoteFault): boolean {
  return PARTIAL.includes(code);
}

/** The faults of this page load, observable by React's `useSyncExternalStore`. */
export class FaultLog {
  #faults: readonly RemoteFault[] = [];
  readonly #listeners = new Set<() => void>();

  /** The same array until a fault is added. */
  readonly snapshot = (): readonly RemoteFault[] => this.#faults;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Adds what isn't there yet; the same fault found twice is shown once. */
  add(faults: readonly RemoteFault[]): void {
    const known = new Set(this.#faults.map(identity));
    const added = faults.filter((fault) => !known.has(identity(fault)));
    if (added.length === 0) return;
    this.#replace([...this.#faults, ...added]);
  }

  /** Drops the faults that don't hold any more. */
  keep(holds: (fault: RemoteFault) => boolean): void {
    const kept = this.#faults.filter(holds);
    if (kept.length < this.#faults.length) this.#replace(kept);
  }

  #replace(faults: readonly RemoteFault[]): void {
    this.#faults = faults;
    for (const listener of this.#listeners) listener();
  }
}

function identity(fault: RemoteFault): string {
  return `${fault.packageName}\0${fault.code}\0${fault.message}`;
}
