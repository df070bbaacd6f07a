import type { AppConfig } from "@backstage/config";
import type { LogLevel, LogOutput } from "./compose/PortalLogger.ts";

const LEVELS: readonly string[] = ["error", "warn", "info", "debug"];

/** Where a backend process logs to: its standard output, as JSON in production and as text for people elsewhere. */
export function createLogOutput(
  configs: readonly AppConfig[],
  secrets: Set<string>,
): LogOutput {
  const configured = configs
    .map(
      ({ data }) =>
        data["backend"] as { logger?: { level?: unknown } } | undefined,
    )
    .findLast((backend) => backend?.logger?.level !== undefined)?.logger?.level;
  const level = String(process.env["LOG_LEVEL"] ?? configured ?? "info");
  return {
    level: LEVELS.includes(level) ? (level as LogLevel) : "info",
    format: process.env["NODE_ENV"] === "production" ? "json" : "text",
    write: (line) => void process.stdout.write(line),
    secrets,
  };
}
