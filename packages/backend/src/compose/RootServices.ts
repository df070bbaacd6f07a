import type {
  RootConfigService,
  RootHealthService,
  RootHttpRouterService,
} from "@backstage/backend-plugin-api";
import type { EventBridge } from "../isolate/EventBridge.ts";
import type { Arrivals } from "./Arrivals.ts";
import type { PortalLogger } from "./PortalLogger.ts";

/** Where plugins mount routes. The disposer takes the route out again. */
export interface RouteTable {
  mount(
    path: string,
    handler: Parameters<RootHttpRouterService["use"]>[1],
    /** The package that asks for it; undefined for the portal itself. */
    source?: string,
  ): () => void;
}

/** What all units of a backend process have in common. */
export interface RootServices {
  readonly config: RootConfigService;
  readonly logger: PortalLogger;
  readonly health: RootHealthService;
  readonly routes: RouteTable;
  readonly arrivals: Arrivals;
  /** Where plugins of this generation reach each other, without `/api`. */
  readonly internalUrl: string;
  /** Undefined where events stay in this process, or Backstage's own events backend carries them. */
  readonly events?: EventBridge | undefined;
}
