import { createRequire } from "node:module";
import { BackendError } from "../errors.ts";
import { describeThrown } from "./describeThrown.ts";
import type { LoadedPlugin } from "./LoadedPlugin.ts";
import { type PickedFeatures, pickFeatures } from "./pickFeatures.ts";

const hostRequire = createRequire(import.meta.url);

/**
 * Requires a plugin that is an ordinary dependency of the portal. It fails as alone as any other.
 *
 * @throws BackendError `LOAD_*`
 */
export function loadStatic(name: string): LoadedPlugin {
  const found = requireFeatures(name);
  if (found.kind === "features") {
    return { source: name, features: found.features };
  }
  throw new BackendError("LOAD_NO_FEATURE", `${name} has no backend feature.`, {
    hint: "Only backend plugins and modules can be the portal's own.",
    plugin: name,
  });
}

function requireFeatures(name: string): PickedFeatures {
  try {
    return pickFeatures(hostRequire(name));
  } catch (error) {
    throw describeThrown(name, error);
  }
}
