import { createHash } from "node:crypto";
import { BUILDER_VERSION } from "@flyloft/builder";
import type { HostFacts } from "../verify/HostFacts.ts";

/** What decides over a remote. */
export interface RemoteInputs {
  /** Hash over the package's own files. */
  readonly tree: string;
  /** Id of its dependencies; the exact versions of what it takes from the portal's modules are part of it. */
  readonly dependencies: string;
  readonly host: HostFacts;
}

/** `sha256-<hex>` over everything that a build depends on: equal keys are the same remote, on any machine. */
export function remoteKey({ tree, dependencies, host }: RemoteInputs): string {
  const shared = Object.entries(host.sharedWithRemotes).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const text = JSON.stringify([BUILDER_VERSION, tree, dependencies, shared]);
  return `sha256-${createHash("sha256").update(text).digest("hex")}`;
}
