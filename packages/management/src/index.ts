export {
  type ClientOptions,
  type ManagementClient,
  createManagementClient,
} from "./createManagementClient.ts";
export { RESOURCE_TYPE, managementPermissions } from "./permissions.ts";
export type * from "./schemas.ts";
export { toManagedPlugin } from "./toManagedPlugin.ts";
