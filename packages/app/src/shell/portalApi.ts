import { createApiRef } from "@backstage/frontend-plugin-api";
import type { FaultLog } from "../federation/FaultLog.ts";
import type { LiveStatus } from "../live/LiveStatus.ts";

/** What the shell's own pages know of the running portal. */
export interface PortalApi {
  readonly faults: FaultLog;
  readonly status: LiveStatus;
  /** What pages show at once when the app is composed again, until they have asked anew. */
  readonly kept: Map<string, unknown>;
  /** Ids of the extensions that a package's frontend brought to this page. */
  extensionsOf(packageName: string): ReadonlySet<string>;
  /**
   * Builds the app again from the features that are there: what waited is shown, and code that failed to load is asked
   * for anew.
   */
  recompose(): void;
  /** Listens to the portal as what this browser has become: one that a development session was opened in. */
  listenAgain(): void;
  /** Tells that the user went to another page. */
  noteNavigation(pathname: string): void;
}

export const portalApiRef = createApiRef<PortalApi>({
  id: "flyloft.portal",
});
