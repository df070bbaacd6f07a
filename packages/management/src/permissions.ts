import {
  type Permission,
  createPermission,
} from "@backstage/plugin-permission-common";
import type { Action } from "./schemas.ts";

/** What conditional policies decide about. The resource reference is the plugin's name. */
export const RESOURCE_TYPE = "flyloft-plugin";

const ATTRIBUTES: Readonly<
  Record<Action, "create" | "read" | "update" | "delete">
> = {
  read: "read",
  inspect: "read",
  install: "create",
  enable: "update",
  configure: "update",
  upgrade: "update",
  rollback: "update",
  uninstall: "delete",
  maintain: "update",
  develop: "update",
};

/** `plugin.read`, `plugin.install` and so on, as policies see them. */
export const managementPermissions: readonly Permission[] = Object.entries(
  ATTRIBUTES,
).map(([action, attribute]) =>
  createPermission({
    name: `plugin.${action}`,
    attributes: { action: attribute },
    resourceType: RESOURCE_TYPE,
  }),
);
