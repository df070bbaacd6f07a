import type { ErrorReport } from "@flyloft/plugin-core";
import { isNamedAsLibrary } from "../families/readFamily.ts";
import { parseFlyloft } from "../verify/flyloftManifest.ts";
import type { PublishedManifest } from "../sources/npm/PublishedManifest.ts";

const PLUGIN_ROLE = /^(?:backend|frontend)-plugin(?:-module)?$/;

/** Why a package can't be a plugin, by its manifest alone: what verifying its bytes would say. Undefined where it may be one. */
export function explainNoPlugin({
  name,
  version,
  backstage,
  flyloft,
}: PublishedManifest): ErrorReport | undefined {
  const role = backstage?.role;
  const parsed = parseFlyloft(flyloft);
  if ("problem" in parsed) {
    const { problem } = parsed;
    const message = `${name}@${version}: ${problem.message}`;
    return { ...problem, message };
  }
  if (role === undefined || PLUGIN_ROLE.test(role)) return undefined;
  const meant = (backstage?.pluginPackages ?? []).filter(
    (other) => other !== name && !isNamedAsLibrary(other),
  );
  return {
    code: "VERIFY_NOT_A_PLUGIN",
    message: `${name}@${version} is no plugin: its backstage.role is ${role}`,
    hint:
      meant.length > 0
        ? `Plugins that use it bring it along. Perhaps ${meant.join(" or ")} was meant.`
        : "Remove the entry: plugins that use it bring it along.",
  };
}
