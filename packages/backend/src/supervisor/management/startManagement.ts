import type { DataFolder } from "../DataFolder.ts";
import type { ManagementAnswer, ManagementCall } from "../messages.ts";
import type { Portal } from "../Portal.ts";
import type { PortalOptions } from "../preparePipeline.ts";
import type { DesiredState } from "./DesiredState.ts";
import { JobBook } from "./JobBook.ts";
import { Management } from "./Management.ts";
import { openDesired } from "./openDesired.ts";
import { Uploads } from "./Uploads.ts";
import { type UninstallParts, finishRemoval } from "./wishUninstall.ts";

export interface RunningManagement {
  readonly jobs: JobBook;
  desired(): Promise<DesiredState>;
  /** Goes on with removals that an earlier run didn't finish. Never rejects. */
  resume(): Promise<void>;
  /** Never rejects. */
  answer(call: ManagementCall): Promise<ManagementAnswer>;
  /** Jobs go on until the portal has ended what they wait for. */
  stop(): Promise<void>;
}

/** What administrators do, for the portal that `portal` gives once it is made. */
export function startManagement(
  options: PortalOptions,
  data: DataFolder,
  portal: () => Portal,
): RunningManagement {
  const { store, database } = openDesired(options, data);
  const jobs = new JobBook(database);
  const uploads = new Uploads(() => data.uploads);
  const parts = { options, data, store, jobs, uploads, portal };
  const management = new Management(parts);
  const ignore = jobs.listen((job) => portal().tell({ type: "job", job }));
  return {
    jobs,
    desired: () => store.read(),
    answer: (call) => management.answer(call),
    resume: () =>
      resumeRemovals({ store, uploads, portal: portal() }, jobs).catch(
        () => undefined,
      ),
    async stop() {
      ignore();
      await jobs.idle();
      await database.close();
    },
  };
}

async function resumeRemovals(
  parts: UninstallParts,
  jobs: JobBook,
): Promise<void> {
  for (const removal of await parts.store.removals()) {
    const [plugin] = removal.gone;
    await jobs.start({
      kind: "uninstall",
      plugin: plugin?.report.name,
      call: {
        operation: "uninstallPlugin",
        actor: "portal",
        parameters: {},
        body: undefined,
        idempotencyKey: undefined,
      },
      work: async (tell) => {
        const warnings = await finishRemoval(removal, parts, tell);
        return warnings.length > 0 ? { warnings } : {};
      },
    });
  }
}
