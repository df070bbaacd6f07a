import { createApiRef } from "@backstage/frontend-plugin-api";
import type { FaultLog } from "../federation/FaultLog.ts";

/** What the shell's own pages know of the running portal. */
export interface PortalApi {
  readonly generation: number;
  readonly faults: FaultLog;
  /** Builds the app again from the features that are there: code that failed to load is asked for anew. */
  recompose(): void;
}

export const portalApiRef = createApiRef<PortalApi>({
  id: "flyloft.portal",
});
