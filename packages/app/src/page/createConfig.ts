import { type AppConfig, ConfigReader } from "@backstage/config";
import type { ConfigApi } from "@backstage/frontend-plugin-api";

/**
 * The configuration for plugins, with the portal's URLs on the origin that the browser uses: pages and API come from
 * one server, whatever name it was reached by.
 */
export function createConfig(
  data: AppConfig["data"],
  origin: string,
): ConfigApi {
  const reader = ConfigReader.fromConfigs([{ context: "page", data }]);
  const onOrigin = (key: string) => {
    const configured = new URL(reader.getOptionalString(key) ?? origin, origin);
    return origin + configured.pathname.replace(/\/$/, "");
  };
  return ConfigReader.fromConfigs([
    { context: "page", data },
    {
      context: "origin",
      data: {
        app: { baseUrl: onOrigin("app.baseUrl") },
        backend: { baseUrl: onOrigin("backend.baseUrl") },
      },
    },
  ]);
}
