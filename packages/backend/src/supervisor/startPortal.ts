import { PluginStore } from "@flyloft/installer";
import { claimRun } from "./claimRun.ts";
import { watchConfig } from "./watchConfig.ts";
import { DataFolder } from "./DataFolder.ts";
import { clearSessions } from "./development/DevelopmentState.ts";
import { startManagement } from "./management/startManagement.ts";
import { Portal, type PortalParts } from "./Portal.ts";
import { dataDir } from "./configLocation.ts";
import type { PortalOptions } from "./preparePipeline.ts";
import { retryFailed } from "./retryFailed.ts";

export interface RunningPortal {
  readonly portal: Portal;
  /** Where it is reached. */
  readonly url: string;
  /** Ends everything in its own time: 0 is what the process should end with. */
  stop(): Promise<void>;
}

/**
 * Starts the first generation and what makes further ones: watched files, the control socket, retries. Resolves when
 * the portal answers requests. Never imports plugin code.
 *
 * @throws the signal's reason where it ends the start; BackendError `SUPERVISE_*`, `SERVE_*` or what kept the backend process from being ready; errors of the installer's
 */
export async function startPortal(
  options: PortalOptions,
  onEvent: PortalParts["onEvent"],
): Promise<RunningPortal> {
  const dir = dataDir(options);
  const data = new DataFolder(dir);
  // Before anything is written: what a killed start left may be what fills the disk.
  await new PluginStore(data.store).sweep().catch(() => undefined);
  const run = await claimRun(dir);
  const management = startManagement(options, data, () => portal);
  const { desired, answer } = management;
  const portal: Portal = new Portal({
    options,
    data,
    runId: run.runId,
    desired,
    answer,
    onEvent,
  });
  const stops: (() => Promise<void> | void)[] = [
    () => run.release(),
    () => management.stop(),
  ];
  const stop = async () => {
    for (const each of stops.toReversed()) await each();
  };
  try {
    clearSessions(data.development);
    stops.push(() => portal.stop());
    await portal.start();
    await management.resume();
    stops.push(watchConfig(portal));
    stops.push(retryFailed(portal));
    // What it takes is loaded once the portal serves.
    const { startControlServer } = await import("./ControlServer.ts");
    stops.push(await startControlServer(management, data));
  } catch (error) {
    await stop();
    throw error;
  }
  return { portal, url: portal.current.prepared.url, stop };
}
