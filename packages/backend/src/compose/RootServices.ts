import type {
  RootConfigService,
  RootHealthService,
  RootHttpRouterService,
} from "@backstage/backend-plugin-api";
import type { PortalLogger } from "./PortalLogger.ts";

/** Where plugins mount routes. The disposer takes the route out again. */
export interface RouteTable {
  mount(
    path: string,
    handler: Parameters<RootHttpRouterService["use"]>[1],
  ): () => void;
}

/** What all units of a backend process have in common. */
export interface RootServices {
  readonly config: RootConfigService;
  readonly logger: PortalLogger;
  readonly health: RootHealthService;
  readonly routes: RouteTable;
}
