import type { Job, ManagedPlugin } from "@flyloft/management";

/** What every tab of a plugin's page is given. */
export interface TabProps {
  readonly plugin: ManagedPlugin;
  /** A change is on its way. */
  readonly onOrdered: (job: Job) => void;
}
