import type { Action, Change, InstallRequest } from "@flyloft/management";
import type { Operation } from "@flyloft/management/server";
import type { ManagementCall } from "../supervisor/messages.ts";

/** What an operation is about, as far as the call tells. */
type Target =
  | { readonly kind: "plugin"; readonly name: string }
  | { readonly kind: "install"; readonly request: InstallRequest }
  /** A plugin in the version that an uploaded archive holds. */
  | { readonly kind: "archive"; readonly name: string }
  /** The packages of a development session, which the supervisor knows. */
  | { readonly kind: "session"; readonly id: string }
  /** All plugins. */
  | { readonly kind: "portal" }
  /** The answer tells, or it is about none. */
  | { readonly kind: "answer" };

/** Something that the caller has to be allowed. */
export interface Demand {
  readonly action: Action;
  readonly target: Target;
}

const PORTAL: ReadonlySet<string> = new Set([
  "rollbackPortal",
  "reloadPortal",
  "collectGarbage",
  "exportState",
  // What is shown may do everything that its user may, whatever it is called.
  "openDevelopment",
]);

const OF_SESSION: ReadonlySet<string> = new Set([
  "getDevelopment",
  "keepDevelopment",
  "addDevelopmentBuild",
  "endDevelopment",
]);

/** What a caller has to be allowed for a call, besides what its answer will say. */
export function demandsOf(
  { permission }: Pick<Operation, "permission">,
  call: ManagementCall,
): readonly Demand[] {
  if (permission === null) return [];
  if (call.operation === "planChange") {
    return planDemands(permission, call.body as Change);
  }
  if (call.operation === "beginDevelopment") {
    const { packages } = call.body as { readonly packages: readonly string[] };
    return packages.map((name) => {
      return { action: permission, target: { kind: "plugin", name } };
    });
  }
  const demand = { action: permission, target: targetOf(call) };
  return call.operation === "upgradePlugin"
    ? [demand, ...uploadDemands(call.body, String(call.parameters["name"]))]
    : [demand];
}

function targetOf({ operation, parameters, body }: ManagementCall): Target {
  if (PORTAL.has(operation)) return { kind: "portal" };
  if (operation === "installPlugin") {
    return { kind: "install", request: body as InstallRequest };
  }
  if (OF_SESSION.has(operation)) {
    return { kind: "session", id: String(parameters["id"]) };
  }
  const { name } = parameters;
  return name === undefined || operation === "getMarketplaceEntry"
    ? { kind: "answer" }
    : { kind: "plugin", name: String(name) };
}

const CHANGES: Readonly<Record<Change["action"], Action>> = {
  install: "install",
  enable: "enable",
  disable: "enable",
  uninstall: "uninstall",
  upgrade: "upgrade",
  rollback: "rollback",
  configure: "configure",
};

/** Whoever plans a change sees what it would bring: both looking and the change itself have to be allowed. */
function planDemands(read: Action, change: Change): readonly Demand[] {
  const target: Target =
    change.action === "install"
      ? { kind: "install", request: change.install }
      : { kind: "plugin", name: change.plugin };
  return [
    { action: read, target },
    { action: CHANGES[change.action], target },
    ...(change.action === "upgrade"
      ? uploadDemands(change, change.plugin)
      : []),
  ];
}

/** A policy may allow a plugin from its registry only. */
function uploadDemands(body: unknown, name: string): readonly Demand[] {
  const { upload } = (body ?? {}) as { readonly upload?: string };
  return upload === undefined
    ? []
    : [{ action: "upgrade", target: { kind: "archive", name } }];
}
