import { readFileSync } from "node:fs";
import { uptime } from "node:os";

/** Tells one run of the machine from the next: after a power cut, files that were written before it are checked again. */
export function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    const bootedAt = Date.now() / 60_000 - uptime() / 60;
    return `minute-${Math.round(bootedAt)}`;
  }
}
