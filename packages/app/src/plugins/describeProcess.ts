import type { ManagedPlugin } from "@flyloft/management";
import { formatBytes } from "../management/format.ts";

type IsolationReport = NonNullable<ManagedPlugin["isolation"]>;
type ProcessReport = NonNullable<ManagedPlugin["process"]>;

const TIERS: Readonly<Record<IsolationReport["inForce"], string>> = {
  none: "In the portal’s own process",
  process: "A process of its own",
  sandbox: "A fenced process",
};

const MECHANISMS: Readonly<
  Record<IsolationReport["mechanisms"][number], string>
> = {
  permissions: "Node’s permissions",
  limits: "resource limits",
  bubblewrap: "bubblewrap",
};

/** `A fenced process: Node’s permissions, resource limits`, and what was asked for where that is not in force. */
export function describeIsolation(report: IsolationReport): string {
  const { asked, inForce, mechanisms } = report;
  const parts = mechanisms.map((mechanism) => MECHANISMS[mechanism]);
  const made = parts.length > 0 ? `: ${parts.join(", ")}` : "";
  const wanted = asked === inForce ? "" : ` (asked for ${asked})`;
  return TIERS[inForce] + made + wanted;
}

/** `96 MB, 2 restarts, pid 4711`, as far as it is known. */
export function describeProcess(report: ProcessReport): string {
  const { memory, restarts, pid } = report;
  const parts = [
    memory === undefined ? undefined : formatBytes(memory),
    restarts === 1 ? "1 restart" : `${restarts} restarts`,
    pid === undefined ? undefined : `pid ${pid}`,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}
