import { type Action, managementPermissions } from "@flyloft/management";
import type { ResourcePermission } from "@backstage/plugin-permission-common";

/** The permission as the framework knows it, e.g. `plugin.install`. */
export function permissionFor(action: Action): ResourcePermission {
  const found = managementPermissions.find(
    ({ name }) => name === `plugin.${action}`,
  );
  if (!found) throw new Error(`There is no permission for ${action}.`);
  return found as ResourcePermission;
}
