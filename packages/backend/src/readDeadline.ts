import { type Config, readDurationFromConfig } from "@backstage/config";
import { durationToMilliseconds } from "@backstage/types";

const DEFAULT_DEADLINE_MS = 30_000;

/** Milliseconds that importing and starting a plugin may take: `backend.startup.deadline`. */
export function readDeadline(config: Config): number {
  const key = "backend.startup.deadline";
  if (!config.has(key)) return DEFAULT_DEADLINE_MS;
  return durationToMilliseconds(readDurationFromConfig(config, { key }));
}
