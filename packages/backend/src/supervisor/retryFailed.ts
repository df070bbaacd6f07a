import type { Portal } from "./Portal.ts";

const LONGEST_MS = 10 * 60_000;
/** What may be there later: the stages that ask registries, and room on the disk. */
const MAY_PASS = /^(?:RESOLVE_|FETCH_|INSTALL_DISK_FULL)/;

/**
 * Tries again to install plugins that could not be fetched, after `dynamicPlugins.generations.retry`, then twice as long
 * each time up to 10 minutes. One that arrives makes a new generation. Gives what ends it.
 */
export function retryFailed(portal: Portal): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  const firstMs = () => portal.newest.settings.retryMs;
  const wait = (delayMs: number) => {
    if (isEnded) return;
    timer = setTimeout(() => void attempt(delayMs), delayMs);
  };
  const attempt = async (delayMs: number) => {
    const missing = portal.newest.content.plugins.flatMap(({ report }) =>
      report.status.state === "failed" &&
      MAY_PASS.test(report.status.reason.code)
        ? [report.name]
        : [],
    );
    // Who went back wants to stay there.
    if (missing.length === 0 || portal.isRolledBack) return wait(firstMs());
    await portal.reload(`another try to install ${missing.join(", ")}`);
    wait(Math.min(delayMs * 2, LONGEST_MS));
  };
  wait(firstMs());
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}
