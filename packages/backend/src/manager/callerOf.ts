import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
} from "@backstage/backend-plugin-api";
import type { Caller } from "./access/Access.ts";

/** Who stands behind a request, as the audit log names them. */
export function callerOf(
  credentials: BackstageCredentials<
    BackstageUserPrincipal | BackstageServicePrincipal
  >,
): Caller {
  const { principal } = credentials;
  return principal.type === "user"
    ? { credentials, ref: principal.userEntityRef, isUser: true }
    : { credentials, ref: `service:${principal.subject}`, isUser: false };
}
