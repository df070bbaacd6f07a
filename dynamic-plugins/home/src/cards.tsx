import { HomePageWidgetBlueprint } from "@backstage/plugin-home-react/alpha";

export const starredCard = HomePageWidgetBlueprint.make({
  name: "starred",
  params: {
    name: "StarredEntities",
    title: "Starred",
    description: "What you starred in the catalog",
    components: async () => ({
      Content: (await import(/* webpackChunkName: "home" */ "./Starred.tsx"))
        .Starred,
    }),
  },
});

export const getGoingCard = HomePageWidgetBlueprint.make({
  name: "get-going",
  params: {
    name: "GetGoing",
    title: "Get going",
    description: "Every page of this portal",
    components: async () => ({
      Content: (await import(/* webpackChunkName: "home" */ "./GetGoing.tsx"))
        .GetGoing,
    }),
  },
});
