import {
  coreExtensionData,
  createExtension,
  createFrontendModule,
} from "@backstage/frontend-plugin-api";
import { Navigate } from "react-router-dom";

/** Sends `/` to the catalog. Routes match in order, so any plugin that has a page at `/` comes first. */
export const homeFallback = createFrontendModule({
  pluginId: "app",
  extensions: [
    createExtension({
      name: "home-fallback",
      attachTo: { id: "app/routes", input: "routes" },
      output: [coreExtensionData.routePath, coreExtensionData.reactElement],
      factory: () => [
        coreExtensionData.routePath("/"),
        coreExtensionData.reactElement(<Navigate to="/catalog" replace />),
      ],
    }),
  ],
});
