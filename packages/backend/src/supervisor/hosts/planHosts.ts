import {
  type ErrorReport,
  type IsolationReport,
  reportError,
} from "@flyloft/plugin-core";
import type { BackendError } from "../../errors.ts";
import type { GenerationPlugin } from "../Generation.ts";
import { type Mechanisms, type TierChoice, chooseTier } from "./chooseTier.ts";
import { type HostGroup, groupHosts } from "./groupHosts.ts";

/** A process that is to be started, and with what fence around it. */
export interface HostPlan extends HostGroup {
  readonly report: IsolationReport;
}

export interface HostPlans {
  readonly hosts: readonly HostPlan[];
  /** All plugins, with what is known of their isolation, warnings, and failures of those that are refused. */
  readonly plugins: readonly GenerationPlugin[];
}

/** What of a generation runs in processes of its own on this machine. Pure. */
export function planHosts(
  plugins: readonly GenerationPlugin[],
  mechanisms: Mechanisms,
): HostPlans {
  const { groups, refusals, warnings } = groupHosts(plugins);
  const choices = new Map<string, TierChoice>();
  const hosts: HostPlan[] = [];
  for (const group of groups) {
    const choice = chooseTier(group.id, group.isolation, mechanisms);
    for (const { report } of group.plugins) choices.set(report.name, choice);
    if (!choice.refusal) hosts.push({ ...group, report: choice.report });
  }
  const describe = (plugin: GenerationPlugin) => {
    const { name } = plugin.report;
    const choice = choices.get(name);
    return withIsolation(plugin, {
      choice,
      refusal: refusals.get(name) ?? choice?.refusal,
      warnings: [warnings.get(name), choice?.warning],
    });
  };
  const described = new Map(
    plugins.map((plugin) => [plugin, describe(plugin)] as const),
  );
  return {
    hosts: hosts.map((host) => ({
      ...host,
      plugins: host.plugins.map((plugin) => described.get(plugin) ?? plugin),
    })),
    plugins: [...described.values()],
  };
}

interface Verdict {
  readonly choice: TierChoice | undefined;
  readonly refusal: BackendError | undefined;
  readonly warnings: readonly (BackendError | undefined)[];
}

function withIsolation(
  plugin: GenerationPlugin,
  { choice, refusal, warnings }: Verdict,
): GenerationPlugin {
  const { report, facts, isolation } = plugin;
  if (!facts?.parts.backend || !isolation) return plugin;
  const shared: IsolationReport = {
    asked: isolation.tier,
    inForce: "none",
    mechanisms: [],
  };
  return {
    ...plugin,
    report: {
      ...report,
      isolation: choice?.report ?? shared,
      ...(refusal && {
        status: { state: "failed", reason: toReport(refusal) },
      }),
      warnings: [
        ...report.warnings,
        ...warnings.filter((warning) => warning !== undefined).map(toReport),
      ],
    },
  };
}

function toReport(error: BackendError): ErrorReport {
  return reportError(error, error.code);
}
