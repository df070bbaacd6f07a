import { revive } from "./changeErrors.ts";
import type { Generation } from "./Generation.ts";
import { appFolder } from "./hostFiles.ts";
import { judgeGeneration } from "./judgeGeneration.ts";
import { probeGeneration } from "./probeGeneration.ts";
import type { RunningGeneration } from "./RunningGeneration.ts";

export interface Succession {
  readonly generation: Generation;
  readonly before: RunningGeneration;
  /** Plugins that may fail in it. */
  readonly accepted: readonly string[] | undefined;
  /** Plugins that must not fail in it, also where they did before. */
  readonly required: readonly string[];
}

/**
 * Prepares the processes of a generation that is to replace another, and asks them what browsers will ask.
 *
 * @throws why it must not take over
 */
export async function makeReady(
  next: RunningGeneration,
  { generation, before, accepted, required }: Succession,
): Promise<void> {
  await next.prepare();
  const objection = judgeGeneration(before.prepared, next.prepared, {
    accepted,
    required,
  });
  if (objection) throw revive(objection.reason, objection.plugin);
  await probeGeneration(generation, next.internalUrl, appFolder());
}
