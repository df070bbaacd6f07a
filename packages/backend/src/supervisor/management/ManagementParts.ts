import type { DataFolder } from "../DataFolder.ts";
import type { Portal } from "../Portal.ts";
import type { PortalOptions } from "../preparePipeline.ts";
import type { DesiredStore } from "./DesiredStore.ts";
import type { JobBook } from "./JobBook.ts";
import type { Uploads } from "./Uploads.ts";

/** What answering takes. */
export interface ManagementParts {
  readonly options: PortalOptions;
  readonly data: DataFolder;
  readonly store: DesiredStore;
  readonly jobs: JobBook;
  readonly uploads: Uploads;
  /** The running portal. */
  portal(): Portal;
}
