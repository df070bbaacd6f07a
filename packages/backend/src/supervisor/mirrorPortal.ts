import {
  type MirrorEvent,
  type MirrorPlace,
  type MirrorResult,
  copyMirror,
  mirrorPlugins,
} from "@flyloft/installer";
import { dataDir } from "./configLocation.ts";
import { DataFolder } from "./DataFolder.ts";
import { openDesired } from "./management/openDesired.ts";
import { type PortalOptions, preparePipeline } from "./preparePipeline.ts";

interface Mirroring extends Omit<PortalOptions, "onEvent" | "port" | "frozen"> {
  readonly target: MirrorPlace;
  /** A mirror to be copied as it is, instead of what the lockfile names. */
  readonly from?: MirrorPlace | undefined;
  readonly dryRun: boolean;
  onMirror(event: MirrorEvent): void;
}

/** Copies all that `startPortal` with the same options would install, plugins that administrators added included. */
export async function mirrorPortal(given: Mirroring): Promise<MirrorResult> {
  const { target, from, dryRun, onMirror } = given;
  const none = { port: undefined, frozen: true, onEvent: () => undefined };
  const options = { ...given, ...none };
  const data = new DataFolder(dataDir(options));
  const { store, database } = openDesired(options, data);
  try {
    const desired = await store.read();
    const { install } = await preparePipeline({ ...options, desired });
    if (from) return await copyMirror(from, target, install);
    return await mirrorPlugins({ ...install, target, dryRun, onMirror });
  } finally {
    await database.close();
  }
}
