import type { Action, DevelopmentSession } from "@flyloft/management";
import { BackendError } from "../errors.ts";
import type { ManagementCall } from "../supervisor/messages.ts";
import type { Access, Caller, Permit } from "./access/Access.ts";
import {
  type PluginResource,
  resourceOf,
  resourceOfReference,
} from "./access/PluginResource.ts";
import type { Demand } from "./demandsOf.ts";
import { filterAnswer, resourceOfUpload } from "./filterAnswer.ts";
import { askFor, listInstalled } from "./listInstalled.ts";
import { findPlugin, type PortalState } from "./PortalState.ts";
import type { SupervisorLink } from "./SupervisorLink.ts";

export interface GuardOptions {
  readonly access: Access;
  readonly state: Pick<PortalState, "plugins">;
  readonly link: Pick<SupervisorLink, "ask">;
}

/** What is known of a caller already. */
export interface KnownPermit {
  readonly caller: Caller;
  readonly action: Action;
  readonly permit: Permit;
}

/** Holds what is asked, and what is answered, against what the caller may do. Refusals are `MANAGE_FORBIDDEN`. */
export class Guard {
  readonly #options: GuardOptions;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** @throws BackendError `MANAGE_FORBIDDEN` where the action is allowed for no plugin at all */
  async permit(action: Action, caller: Caller): Promise<Permit> {
    const { access } = this.#options;
    const permit = await access.permit(action, caller);
    if (permit.extent !== "none") return permit;
    throw forbidden(action, caller, { hint: access.howToManage(caller) });
  }

  /** @throws BackendError `MANAGE_FORBIDDEN` */
  async meet(
    demands: readonly Demand[],
    call: ManagementCall,
    { caller, ...known }: KnownPermit,
  ): Promise<void> {
    for (const { action, target } of demands) {
      const permit =
        action === known.action
          ? known.permit
          : await this.permit(action, caller);
      if (permit.extent === "all" || target.kind === "answer") continue;
      const resources = await this.#list(target, call);
      // What isn't there is nobody's: the answer says so.
      if (!resources) continue;
      if (resources.length > 0 && allowsAll(permit, resources)) continue;
      const plugin = "name" in target ? target.name : undefined;
      throw forbidden(action, caller, { hint: ASK_FOR_IT, plugin });
    }
  }

  /** @throws BackendError `MANAGE_FORBIDDEN` where nothing is left */
  filter(
    call: ManagementCall,
    body: unknown,
    { action, permit, caller }: KnownPermit,
  ): unknown {
    const filtered = filterAnswer(call, body, {
      permit,
      find: (name) => this.#find(name),
      allowsPortal: () => allowsAll(permit, this.#all()),
    });
    if (filtered === undefined) {
      throw forbidden(action, caller, { hint: ASK_FOR_IT });
    }
    return filtered;
  }

  async #list(
    target: Exclude<Demand["target"], { kind: "answer" }>,
    { actor, parameters, idempotencyKey }: ManagementCall,
  ): Promise<readonly PluginResource[] | undefined> {
    switch (target.kind) {
      case "plugin":
        return [this.#find(target.name)];
      case "install":
        return listInstalled(this.#options.link, target.request, actor);
      case "archive":
        return [resourceOfUpload(target)];
      case "session": {
        const session = await askFor<DevelopmentSession>(this.#options.link, {
          operation: "getDevelopment",
          body: undefined,
          parameters,
          actor,
          idempotencyKey,
        });
        return session?.packages.map((name) => this.#find(name));
      }
      case "portal":
        return this.#all();
    }
  }

  #all(): readonly PluginResource[] {
    return this.#options.state.plugins().map(resourceOf);
  }

  #find(name: string): PluginResource {
    const report = findPlugin(this.#options.state, name);
    return report ? resourceOf(report) : resourceOfReference(name);
  }
}

function allowsAll(
  permit: Permit,
  resources: readonly PluginResource[],
): boolean {
  return resources.every((resource) => permit.allows(resource));
}

const ASK_FOR_IT =
  "The portal's permission policy allows it for other plugins only. Ask whoever keeps the policy.";

function forbidden(
  action: Action,
  { ref }: Caller,
  { hint, plugin }: { hint: string; plugin?: string | undefined },
): BackendError {
  const what = plugin === undefined ? "" : ` for ${plugin}`;
  return new BackendError(
    "MANAGE_FORBIDDEN",
    `${ref} does not have the permission plugin.${action}${what}.`,
    { hint, plugin },
  );
}
