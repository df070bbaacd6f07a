import {
  coreExtensionData,
  createExtension,
  createFrontendPlugin,
  ExtensionBoundary,
} from "@backstage/frontend-plugin-api";
import { Header } from "./Header.tsx";
import { entityRouteRef, settingsRouteRef } from "./routes.ts";

/** Part of the first paint, so its code is not loaded apart. */
const header = createExtension({
  attachTo: { id: "app/layout", input: "header" },
  output: [coreExtensionData.reactElement],
  factory({ node }) {
    return [
      coreExtensionData.reactElement(
        <ExtensionBoundary node={node}>
          <Header />
        </ExtensionBoundary>,
      ),
    ];
  },
});

export default createFrontendPlugin({
  pluginId: "header",
  title: "Header",
  info: { packageJson: () => import("../package.json") },
  externalRoutes: { entity: entityRouteRef, settings: settingsRouteRef },
  extensions: [header],
});
