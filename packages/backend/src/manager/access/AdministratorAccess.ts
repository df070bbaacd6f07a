import type {
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from "@backstage/backend-plugin-api";
import type { Action } from "@flyloft/management";
import {
  type Access,
  ALL,
  type Caller,
  isPlugin,
  NONE,
  type Permit,
} from "./Access.ts";
import { permitService } from "./permitService.ts";

const KEY = "dynamicPlugins.management.administrators";

export interface AdministratorServices {
  readonly config: RootConfigService;
  readonly userInfo: UserInfoService;
  readonly permissions: PermissionsService;
}

/**
 * For portals without Backstage's permission framework: every signed-in user may look, and the users and groups that the
 * configuration names may do the rest.
 */
export class AdministratorAccess implements Access {
  readonly #services: AdministratorServices;
  readonly #administrators: ReadonlySet<string>;

  constructor(services: AdministratorServices) {
    this.#services = services;
    const configured = services.config.getOptionalStringArray(KEY) ?? [];
    this.#administrators = new Set(configured.map(completeRef));
  }

  async permit(action: Action, caller: Caller): Promise<Permit> {
    if (action === "read") return ALL;
    if (isPlugin(caller)) return NONE;
    const { permissions, userInfo } = this.#services;
    if (!caller.isUser) return permitService(permissions, action, caller);
    if (this.#administrators.size === 0) return NONE;
    const { userEntityRef, ownershipEntityRefs } = await userInfo.getUserInfo(
      caller.credentials,
    );
    const refs = [userEntityRef, ...ownershipEntityRefs].map(completeRef);
    return refs.some((ref) => this.#administrators.has(ref)) ? ALL : NONE;
  }

  howToManage({ ref, isUser }: Caller): string {
    if (this.#administrators.size > 0) {
      return `${ref} is not among the administrators that ${KEY} in app-config.yaml names.`;
    }
    const example = isUser ? ref : "user:default/jane";
    return [
      "Nobody may manage plugins yet. Name users or groups in app-config.yaml:",
      "dynamicPlugins:",
      "  management:",
      `    administrators: [${example}]`,
    ].join("\n");
  }
}

/** `user:default/jane` of `user:jane`, in lower case: references don't tell cases apart. */
function completeRef(ref: string): string {
  const [, kind = "user", namespace = "default", name = ref] =
    /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(ref) ?? [];
  return `${kind}:${namespace}/${name}`.toLowerCase();
}
