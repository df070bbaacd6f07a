import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError } from "../errors.ts";
import type { PackageTraits } from "../store/LinkStore.ts";
import {
  type GraphNode,
  type PackageGraph,
  ROOT,
  chainTo,
} from "./PackageGraph.ts";
import { worksWithoutScript } from "./worksWithoutScript.ts";

/** Reasons not to let a package into a backend. */
type Objection = "VERIFY_INSTALL_SCRIPT" | "VERIFY_NATIVE_ADDON";

/**
 * Scripts of packages are never run when they are installed, and compiled code can do to a process what no JavaScript
 * can. What needs either is no part of a backend unless it is allowed by name. Gives the places of optional packages to
 * leave out.
 *
 * @throws InstallerError `VERIFY_INSTALL_SCRIPT` or `VERIFY_NATIVE_ADDON` for one that isn't optional
 */
export function refuseNative(
  graph: PackageGraph,
  request: PluginRequest,
  allowed: readonly string[],
): ReadonlySet<string> {
  const leftOut = new Set<string>();
  for (const node of graph.values()) {
    if (node.place === ROOT || allowed.includes(node.name)) continue;
    const objection = objectionTo(node.name, node.traits);
    if (!objection) continue;
    if (!node.optional) throw refuse(objection, node, { graph, request });
    leftOut.add(node.place);
  }
  return leftOut;
}

function objectionTo(
  name: string,
  { nativeFile, installScript }: PackageTraits,
): Objection | undefined {
  if (worksWithoutScript(name)) return undefined;
  if (nativeFile !== undefined) return "VERIFY_NATIVE_ADDON";
  return installScript === undefined ? undefined : "VERIFY_INSTALL_SCRIPT";
}

function refuse(
  code: Objection,
  { place: at, name, traits }: GraphNode,
  tree: { readonly graph: PackageGraph; readonly request: PluginRequest },
): InstallerError {
  const { text, place } = tree.request;
  const what =
    code === "VERIFY_NATIVE_ADDON"
      ? `${name} is compiled code (${traits.nativeFile})`
      : `${name} has a script that wants to run when it is installed (${traits.installScript})`;
  return new InstallerError(
    code,
    `${text}: ${what}; it is needed by ${chainTo(tree.graph, at)} (${formatPlace(place)})`,
    {
      hint:
        code === "VERIFY_NATIVE_ADDON"
          ? `Give the plugin a process of its own (isolation: process) and allow it: dynamicPlugins.allowNative: [${name}]. It must bring the code for this platform: nothing is compiled here.`
          : `Scripts are never run here. If it works without its script, allow it: dynamicPlugins.allowNative: [${name}].`,
      plugin: text,
      place,
    },
  );
}
