import type { DataFolder } from "../DataFolder.ts";
import type { ManagementAnswer, ManagementCall } from "../messages.ts";
import type { Portal } from "../Portal.ts";
import type { PortalOptions } from "../preparePipeline.ts";
import type { DesiredState } from "./DesiredState.ts";
import { JobBook } from "./JobBook.ts";
import { Management } from "./Management.ts";
import { openDesired } from "./openDesired.ts";
import { Uploads } from "./Uploads.ts";

export interface RunningManagement {
  readonly jobs: JobBook;
  desired(): Promise<DesiredState>;
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
    async stop() {
      ignore();
      await jobs.idle();
      await database.close();
    },
  };
}
