import {
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
} from "@backstage/frontend-plugin-api";
import { ExampleIcon } from "./ExampleIcon.tsx";

const rootRouteRef = createRouteRef();

/** The page and, made of its title and icon, the entry in the navigation. */
const examplePage = PageBlueprint.make({
  params: {
    path: "/example",
    routeRef: rootRouteRef,
    title: "Example",
    icon: <ExampleIcon />,
    loader: async () => {
      const { ExamplePage } = await import("./ExamplePage.tsx");
      return <ExamplePage />;
    },
  },
});

export default createFrontendPlugin({
  pluginId: "example",
  title: "Example",
  icon: <ExampleIcon />,
  info: { packageJson: () => import("../package.json") },
  routes: { root: rootRouteRef },
  extensions: [examplePage],
});
