import {
  type Access as AccessAnswer,
  type Action,
  managementPermissions,
  toManagedPlugin,
} from "@flyloft/management";
import { isFlyloftError, type PluginReport } from "@flyloft/plugin-core";
import { BackendError } from "../errors.ts";
import type {
  ManagementAnswer,
  ManagementCall,
} from "../supervisor/messages.ts";
import type { Access, Caller, Permit } from "./access/Access.ts";
import { resourceOf } from "./access/PluginResource.ts";
import { findPlugin, type PortalState } from "./PortalState.ts";

export interface OwnAnswerOptions {
  readonly state: PortalState;
  readonly permit: Permit;
}

type OwnAnswer = (call: ManagementCall, options: OwnAnswerOptions) => unknown;

/** What the process that serves knows by itself. */
const OWN: Readonly<Partial<Record<ManagementCall["operation"], OwnAnswer>>> = {
  listPlugins: (_call, { state, permit }) => ({
    generation: state.generation,
    portal: state.portal,
    items: state
      .plugins()
      .filter((report) => permit.allows(resourceOf(report)))
      .map(toManagedPlugin),
  }),
  getPlugin: (call, { state }) => toManagedPlugin(demandPlugin(call, state)),
  listGenerations: (_call, { state, permit }) => ({
    current: state.generation,
    items: state
      .history()
      // The reason may be about a plugin that the caller may not see.
      .map(({ reason, ...record }) =>
        permit.extent === "all" && reason ? { ...record, reason } : record,
      ),
  }),
  getLogs: (call, { state }) => ({
    items: state.logs(
      demandPlugin(call, state),
      Number(call.parameters["limit"]),
    ),
  }),
  getMetrics: (call, { state }) => state.metrics(demandPlugin(call, state)),
};

/** Undefined where the supervisor has to be asked. @throws BackendError `MANAGE_PLUGIN_UNKNOWN` */
export async function answerOwn(
  call: ManagementCall,
  options: OwnAnswerOptions,
): Promise<ManagementAnswer | undefined> {
  const own = OWN[call.operation];
  return own && { status: 200, body: await own(call, options) };
}

/** What a caller may do at all, and what to configure where that is nothing. */
export async function answerAccess(
  access: Access,
  caller: Caller,
  isReadOnly: boolean,
): Promise<AccessAnswer> {
  const actions = managementPermissions.map(
    ({ name }) => name.replace(/^plugin\./, "") as Action,
  );
  const base = { user: caller.ref, isReadOnly };
  try {
    const permits = await Promise.all(
      actions.map((action) => access.permit(action, caller)),
    );
    const allowed = actions.filter(
      (_, index) => permits[index]?.extent !== "none",
    );
    const mayChange = allowed.some((action) => action !== "read");
    const howToManage = access.howToManage(caller);
    return { ...base, allowed, ...(!mayChange && { howToManage }) };
  } catch (error) {
    // Where nobody decides, nothing is allowed.
    if (!isFlyloftError(error)) throw error;
    return { ...base, allowed: [], howToManage: error.hint };
  }
}

function demandPlugin(
  { parameters }: ManagementCall,
  state: PortalState,
): PluginReport {
  const name = String(parameters["name"]);
  const report = findPlugin(state, name);
  if (report) return report;
  throw new BackendError(
    "MANAGE_PLUGIN_UNKNOWN",
    `There is no plugin ${name}.`,
    { hint: "GET /v1/plugins lists those that there are.", plugin: name },
  );
}
