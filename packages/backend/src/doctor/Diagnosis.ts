import type { ErrorReport } from "@flyloft/plugin-core";
import type { Inventory } from "../supervisor/Inventory.ts";

export type Verdict = "runs" | "runs with warnings" | "does not run";

/** One thing that was looked at. */
export interface DoctorCheck {
  /** The stage of the pipeline that it is about, or `family`. */
  readonly id: string;
  /** `info` is worth knowing and nothing to worry about. */
  readonly state: "ok" | "info" | "warning" | "failed";
  readonly message: string;
  /** Of a warning or failure. */
  readonly code: string | undefined;
  /** The next step. */
  readonly hint: string | undefined;
}

/** A module that the portal shares with a remote. */
interface SharedModule {
  readonly name: string;
  /** What the remote asks for. */
  readonly range: string;
  /** The portal's. */
  readonly version: string | undefined;
  /** The remote has a copy of its own to use instead. */
  readonly hasOwn: boolean;
}

/** A federated remote. Sizes in bytes. */
export interface RemoteFindings {
  readonly exposes: readonly string[];
  readonly shared: readonly SharedModule[];
  readonly entrySize: RemoteSize;
  /** All scripts and styles. */
  readonly size: RemoteSize;
}

export interface RemoteSize {
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** What the backend process said. */
interface BackendFindings extends Inventory {
  /** Resident memory in bytes, of the whole process. */
  readonly memory: number | undefined;
}

/** Whether a package runs in this portal, and if not why. */
export interface Diagnosis {
  /** As asked, redacted. */
  readonly reference: string;
  /** Undefined where not even that could be found out. */
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** `backstage.role` and `backstage.pluginId`. */
  readonly role: string | undefined;
  readonly pluginId: string | undefined;
  readonly verdict: Verdict;
  readonly checks: readonly DoctorCheck[];
  /** Other plugins of its family. */
  readonly offers: readonly string[];
  /** Packages that were brought for it. */
  readonly dependencies: number | undefined;
  /** On disk, with its dependencies. */
  readonly bytes: number | undefined;
  readonly backend: BackendFindings | undefined;
  readonly remote: RemoteFindings | undefined;
  readonly durationMs: number;
  /** The end of the backend process's log, where something failed. */
  readonly log: readonly string[];
}

/** The worst check decides. */
export function judgeChecks(checks: readonly DoctorCheck[]): Verdict {
  const has = (state: DoctorCheck["state"]) =>
    checks.some((check) => check.state === state);
  if (has("failed")) return "does not run";
  return has("warning") ? "runs with warnings" : "runs";
}

export function passed(id: string, message: string): DoctorCheck {
  return { id, state: "ok", message, code: undefined, hint: undefined };
}

/** The stage is the prefix of the code. */
export function failedCheck(report: ErrorReport): DoctorCheck {
  return { ...fromReport(report), state: "failed" };
}

export function warningCheck(report: ErrorReport): DoctorCheck {
  return { ...fromReport(report), state: "warning" };
}

function fromReport({ code, message, hint }: ErrorReport) {
  const id = code.split("_", 1)[0]?.toLowerCase() ?? "";
  return { id, message, code, hint };
}
