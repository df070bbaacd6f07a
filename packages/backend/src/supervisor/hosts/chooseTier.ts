import type { IsolationRequest } from "@flyloft/installer";
import type { IsolationReport, SandboxMechanism } from "@flyloft/plugin-core";
import { BackendError } from "../../errors.ts";

/** What a machine can do, and why it can't do the rest. */
export interface Mechanisms {
  readonly available: readonly SandboxMechanism[];
  /** For the message that says why something is missing. */
  readonly missing: Readonly<Partial<Record<SandboxMechanism, string>>>;
}

export interface TierChoice {
  readonly report: IsolationReport;
  readonly refusal?: BackendError;
  readonly warning?: BackendError;
}

const NEEDED = ["permissions", "limits"] as const;

/**
 * The tier that a host really gets on this machine. Where that is less than was asked for there is a warning, or a
 * refusal where the entry requires all of it. Pure.
 */
export function chooseTier(
  plugin: string,
  { tier, required }: IsolationRequest,
  { available, missing }: Mechanisms,
): TierChoice {
  if (tier !== "sandbox") {
    return { report: { asked: tier, inForce: tier, mechanisms: [] } };
  }
  const report: IsolationReport = {
    asked: tier,
    // Without any of them it is a process like others.
    inForce: available.length > 0 ? "sandbox" : "process",
    mechanisms: available,
  };
  const needed: readonly SandboxMechanism[] =
    required === "bubblewrap" ? [...NEEDED, "bubblewrap"] : NEEDED;
  const lacking = needed.filter((name) => !available.includes(name));
  if (lacking.length === 0) return { report };
  const what = lacking
    .map((name) => `${name} (${missing[name] ?? "not there"})`)
    .join(", ");
  return required
    ? { report, refusal: unavailable(plugin, what) }
    : { report, warning: partial(plugin, what) };
}

function unavailable(plugin: string, what: string): BackendError {
  return new BackendError(
    "SUPERVISE_SANDBOX_UNAVAILABLE",
    `${plugin} requires a sandbox that this machine can't give. Missing: ${what}.`,
    {
      hint: "Install what is missing, or take `required` off its entry to run it with less.",
      plugin,
    },
  );
}

function partial(plugin: string, what: string): BackendError {
  return new BackendError(
    "SUPERVISE_SANDBOX_PARTIAL",
    `The sandbox of ${plugin} is weaker than it should be. Missing: ${what}.`,
    {
      hint: "Install what is missing, or write `required: true` on its entry to refuse it instead.",
      plugin,
    },
  );
}
