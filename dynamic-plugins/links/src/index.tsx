import {
  ApiBlueprint,
  createFrontendPlugin,
  createRouteRef,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from "@backstage/frontend-plugin-api";
import { HomePageWidgetBlueprint } from "@backstage/plugin-home-react/alpha";
import { LinksClient } from "./LinksClient.ts";
import { linksApiRef } from "./linksApi.ts";
import { LinksIcon } from "./LinksIcon.tsx";

const rootRouteRef = createRouteRef();

const linksApi = ApiBlueprint.make({
  params: (defineParams) =>
    defineParams({
      api: linksApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new LinksClient(discoveryApi, fetchApi),
    }),
});

const linksPage = PageBlueprint.make({
  params: {
    path: "/links",
    routeRef: rootRouteRef,
    title: "Team links",
    icon: <LinksIcon />,
    loader: async () => {
      const { LinksPage } = await import("./LinksPage.tsx");
      return <LinksPage />;
    },
  },
});

const latestLinksCard = HomePageWidgetBlueprint.make({
  name: "latest",
  params: {
    name: "LatestLinks",
    title: "Latest team links",
    description: "The five links that were added last",
    components: async () => ({
      Content: (await import("./LatestLinks.tsx")).LatestLinks,
    }),
  },
});

export default createFrontendPlugin({
  pluginId: "links",
  title: "Team links",
  icon: <LinksIcon />,
  info: { packageJson: () => import("../package.json") },
  routes: { root: rootRouteRef },
  extensions: [linksApi, linksPage, latestLinksCard],
});
