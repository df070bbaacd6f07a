import {
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
} from "@backstage/frontend-plugin-api";
import { StatusIcon } from "./StatusIcon.tsx";

const rootRouteRef = createRouteRef();

const statusPage = PageBlueprint.make({
  params: {
    path: "/status",
    routeRef: rootRouteRef,
    title: "Portal status",
    icon: <StatusIcon />,
    loader: async () => {
      const { StatusPage } = await import("./StatusPage.tsx");
      return <StatusPage />;
    },
  },
});

export default createFrontendPlugin({
  pluginId: "status",
  title: "Portal status",
  icon: <StatusIcon />,
  info: { packageJson: () => import("../package.json") },
  routes: { root: rootRouteRef },
  extensions: [statusPage],
});
