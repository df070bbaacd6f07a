import { createRequire } from "node:module";
import type * as Defaults from "@backstage/backend-defaults/discovery";
import {
  type ServiceFactory,
  coreServices as core,
  createServiceFactory,
} from "@backstage/backend-plugin-api";

const hostRequire = createRequire(import.meta.url);

/**
 * Upstream's discovery, with this generation's own address as the internal one: what plugins ask each other stays
 * within the generation, whichever the portal's port leads to. `discovery.endpoints` of the configuration comes first.
 */
export function createDiscovery(internalUrl: string): ServiceFactory {
  const internal = `${internalUrl.replace(/\/+$/, "")}/api/{{pluginId}}`;
  return createServiceFactory({
    service: core.discovery,
    deps: { config: core.rootConfig, logger: core.logger },
    factory: ({ config, logger }) => {
      const { HostDiscovery } = hostRequire(
        "@backstage/backend-defaults/discovery",
      ) as typeof Defaults;
      return HostDiscovery.fromConfig(config, {
        logger,
        defaultEndpoints: [{ target: { internal }, plugins: ["*"] }],
      });
    },
  });
}
