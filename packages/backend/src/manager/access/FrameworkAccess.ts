import type {
  PermissionsRegistryService,
  PermissionsService,
} from "@backstage/backend-plugin-api";
import type { Action } from "@flyloft/management";
import type { PolicyDecision } from "@backstage/plugin-permission-common";
import type * as PermissionNode from "@backstage/plugin-permission-node";
import { createRequire } from "node:module";
import { BackendError } from "../../errors.ts";
import {
  type Access,
  ALL,
  type Caller,
  isPlugin,
  NONE,
  type Permit,
} from "./Access.ts";
import { permissionFor } from "./permissionFor.ts";
import { permitService } from "./permitService.ts";
import type { PluginResource } from "./PluginResource.ts";
import { createResourceType } from "./rules.ts";

export interface FrameworkServices {
  readonly permissions: PermissionsService;
  readonly permissionsRegistry: PermissionsRegistryService;
  /** Finds plugins of the portal by name. */
  find(name: string): PluginResource | undefined;
}

type Authorizer = (
  decision: PolicyDecision,
  resource: PluginResource | undefined,
) => boolean;

/** The portal's policy decides, by Backstage's permission framework. */
export class FrameworkAccess implements Access {
  readonly #permissions: PermissionsService;
  readonly #applies: Authorizer;

  /** Tells the framework of the plugin manager's permissions and rules: before the plugin has started. */
  constructor({ permissions, permissionsRegistry, find }: FrameworkServices) {
    this.#permissions = permissions;
    const node = createRequire(import.meta.url)(
      "@backstage/plugin-permission-node",
    ) as typeof PermissionNode;
    const type = createResourceType(node, find);
    permissionsRegistry.addResourceType(type);
    const rules = permissionsRegistry.getPermissionRuleset(type.resourceRef);
    this.#applies = node.createConditionAuthorizer<PluginResource>(rules);
  }

  async permit(action: Action, caller: Caller): Promise<Permit> {
    if (isPlugin(caller)) return action === "read" ? ALL : NONE;
    if (!caller.isUser) return permitService(this.#permissions, action, caller);
    const decision = await this.#decide(action, caller);
    if (decision.result === "ALLOW") return ALL;
    if (decision.result === "DENY") return NONE;
    return {
      extent: "some",
      allows: (resource) => this.#applies(decision, resource),
    };
  }

  howToManage({ ref }: Caller): string {
    return `The portal's permission policy decides who manages plugins. It has to allow ${ref} permissions such as plugin.install and plugin.enable: see docs/permissions.md.`;
  }

  async #decide(
    action: Action,
    { credentials }: Caller,
  ): Promise<PolicyDecision> {
    const request = { permission: permissionFor(action) };
    try {
      const [decision] = await this.#permissions.authorizeConditional(
        [request],
        { credentials },
      );
      if (decision) return decision;
    } catch (cause) {
      throw new BackendError(
        "MANAGE_POLICY_UNAVAILABLE",
        `Nobody decides whether ${request.permission.name} is allowed: ${(cause as Error).message}`,
        {
          hint: "permission.enabled is true, so a policy has to be there: add a plugin that brings one, for instance @backstage/plugin-permission-backend-module-allow-all-policy, or remove permission.enabled. See docs/permissions.md.",
          cause,
        },
      );
    }
    throw new Error("The permission framework answered nothing.");
  }
}
