import { createExternalRouteRef } from "@backstage/frontend-plugin-api";

/** The page of a catalog entity. */
export const entityRouteRef = createExternalRouteRef({
  params: ["namespace", "kind", "name"],
  defaultTarget: "catalog.catalogEntity",
});

export const settingsRouteRef = createExternalRouteRef({
  defaultTarget: "user-settings.root",
});
