import type { PermissionsService } from "@backstage/backend-plugin-api";
import type { Action } from "@flyloft/management";
import { ALL, type Caller, NONE, type Permit } from "./Access.ts";
import { permissionFor } from "./permissionFor.ts";

/** What `backend.auth.externalAccess` gives a service: everything, or what its `accessRestrictions` name. */
export async function permitService(
  permissions: PermissionsService,
  action: Action,
  { credentials }: Caller,
): Promise<Permit> {
  const request = { permission: permissionFor(action) };
  const [decision] = await permissions.authorizeConditional([request], {
    credentials,
  });
  return decision?.result === "ALLOW" ? ALL : NONE;
}
