import type { BackstageCredentials } from "@backstage/backend-plugin-api";
import type { Action } from "@flyloft/management";
import type { PluginResource } from "./PluginResource.ts";

/** Who calls. */
export interface Caller {
  readonly credentials: BackstageCredentials;
  /** A user's entity reference, or `service:<subject>`. */
  readonly ref: string;
  readonly isUser: boolean;
}

/** Whether a caller may do one thing. */
export interface Permit {
  /** `some`: it depends on the plugin. */
  readonly extent: "all" | "some" | "none";
  allows(resource: PluginResource): boolean;
}

/** Decides what callers may do. */
export interface Access {
  /** @throws BackendError `MANAGE_POLICY_UNAVAILABLE` where nobody decides */
  permit(action: Action, caller: Caller): Promise<Permit>;
  /** What has to be configured so that somebody may change plugins, to one who may not. */
  howToManage(caller: Caller): string;
}

export const ALL: Permit = { extent: "all", allows: () => true };
export const NONE: Permit = { extent: "none", allows: () => false };

/**
 * Another plugin of the portal, by itself. It may look: one in a sandbox must not be able to install one that is in none.
 */
export function isPlugin(caller: Caller): boolean {
  return caller.ref.startsWith("service:plugin:");
}
