import {
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
} from "@backstage/frontend-plugin-api";
import ExtensionIcon from "@material-ui/icons/Extension";

const pluginsRouteRef = createRouteRef();

/** The page at `/plugins` that shows what runs in the portal, and why what doesn't doesn't. */
export const pluginsPlugin = createFrontendPlugin({
  pluginId: "plugins",
  title: "Plugins",
  icon: <ExtensionIcon fontSize="inherit" />,
  routes: { root: pluginsRouteRef },
  extensions: [
    PageBlueprint.make({
      params: {
        path: "/plugins",
        routeRef: pluginsRouteRef,
        title: "Plugins",
        icon: <ExtensionIcon fontSize="inherit" />,
        noHeader: true,
        loader: async () => {
          const { PluginsRoutes } = await import("./PluginsRoutes.tsx");
          return <PluginsRoutes />;
        },
      },
    }),
  ],
});
