import { type Place, type Reference, redact } from "@flyloft/plugin-core";
import { builtInName, desiredKey } from "./desiredKey.ts";
import type { PluginRequest } from "./PluginRequest.ts";

export interface CompanionReference {
  readonly text: string;
  readonly reference: Reference;
  /** Where it stands, where that isn't at the entry itself. */
  readonly place?: Place | undefined;
  /** The folder that a relative path starts from; the entry's where left out. */
  readonly baseDir?: string | undefined;
  readonly builtInDir?: string | undefined;
}

/**
 * A package that comes along with an entry: enabled, required, isolated and checked as that one is. Its integrity, its
 * configuration and its permissions are its own, and it has none.
 */
export function createCompanion(
  named: PluginRequest,
  { text, reference, builtInDir, ...own }: CompanionReference,
): PluginRequest {
  const { place = named.place, baseDir = named.baseDir } = own;
  const located = { reference, baseDir };
  return {
    ...named,
    ...located,
    key: desiredKey(located, builtInDir),
    comesWith: named.key,
    knownName: undefined,
    text: redact(text),
    place,
    integrity: undefined,
    pluginConfig: undefined,
    configLeaves: undefined,
    with: undefined,
    origin: { ...named.origin, isChanged: false, place },
    granted: [],
    isBuiltIn: builtInName(located, builtInDir) !== undefined,
  };
}
