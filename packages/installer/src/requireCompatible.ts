import type { ErrorReport } from "@flyloft/plugin-core";
import type { PluginRequest } from "./config/PluginRequest.ts";
import type { HostPackages } from "./dependencies/DependencyTree.ts";
import { InstallerError } from "./errors.ts";
import { checkCompatibility } from "./verify/checkCompatibility.ts";
import type { HostFacts } from "./verify/HostFacts.ts";
import type { PackageFacts } from "./verify/PackageFacts.ts";

export interface CheckedPackage {
  readonly request: PluginRequest;
  readonly facts: PackageFacts;
  /** What it and its dependencies take from the host, where that was found out. */
  readonly fromHost?: HostPackages | undefined;
}

/** The warnings of a package that may run here. Throws VERIFY_INCOMPATIBLE for one that may not. */
export function requireCompatible(
  { request, facts, fromHost }: CheckedPackage,
  host: HostFacts,
): readonly ErrorReport[] {
  const { blocking, warnings } = checkCompatibility(facts, host, fromHost);
  const [first] = blocking;
  if (!first || request.compatibility === "warn") {
    return [...blocking, ...warnings];
  }
  // What it brings itself isn't known before its dependencies are.
  const isOpen = request.compatibility === "own" && !fromHost;
  if (isOpen && facts.completion.kind === "link") return [];
  throw new InstallerError(
    "VERIFY_INCOMPATIBLE",
    blocking.map(({ message }) => message).join(" "),
    { hint: first.hint, plugin: request.text, place: request.place },
  );
}
