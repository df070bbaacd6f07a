import {
  createExtensionInput,
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
} from "@backstage/frontend-plugin-api";
import { homePageWidgetDataRef } from "@backstage/plugin-home-react/alpha";
import { HomeIcon } from "./HomeIcon.tsx";
import { getGoingCard, starredCard } from "./cards.tsx";

const rootRouteRef = createRouteRef();

/**
 * The extension keeps the id, input and data of Backstage's own home plugin, so that every widget made for that one
 * (`HomePageWidgetBlueprint`) appears here.
 */
const homePage = PageBlueprint.makeWithOverrides({
  inputs: { widgets: createExtensionInput([homePageWidgetDataRef]) },
  factory(make, { inputs }) {
    return make({
      path: "/",
      routeRef: rootRouteRef,
      title: "Home",
      icon: <HomeIcon />,
      noHeader: true,
      loader: async () => {
        const { HomePage } = await import(
          /* webpackChunkName: "home" */ "./HomePage.tsx"
        );
        const widgets = inputs.widgets.map((widget) =>
          widget.get(homePageWidgetDataRef),
        );
        return <HomePage widgets={widgets} />;
      },
    });
  },
});

export default createFrontendPlugin({
  pluginId: "home",
  title: "Home",
  icon: <HomeIcon />,
  info: { packageJson: () => import("../package.json") },
  routes: { root: rootRouteRef },
  extensions: [homePage, starredCard, getGoingCard],
});
