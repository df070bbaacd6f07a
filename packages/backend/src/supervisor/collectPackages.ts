import { PluginStore, collectGarbage } from "@flyloft/installer";
import type { Assembly } from "./assembleGeneration.ts";
import type { GenerationStore } from "./GenerationStore.ts";

/** Younger packages stay: a change that is under way may have installed them. */
const YOUNG_MS = 60_000;

/**
 * Forgets old generations and removes the packages that no kept one needs. A store that was configured may be shared
 * with other portals, whose generations nobody here knows: nothing is removed from it.
 * Gives the trees that were removed. Never rejects.
 */
export async function collectPackages(
  generations: GenerationStore,
  current: number,
  assembly: Assembly,
): Promise<readonly string[]> {
  const { settings, ownStore } = assembly;
  try {
    const keep = generations.prune(settings.keep, current);
    if (!ownStore) return [];
    const store = new PluginStore(ownStore);
    return await collectGarbage(store, { keep, olderThanMs: YOUNG_MS });
  } catch {
    // Where the disk can't be written now, the next change tries again.
    return [];
  }
}
