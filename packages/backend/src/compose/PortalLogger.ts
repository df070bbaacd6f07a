import type { RootLoggerService } from "@backstage/backend-plugin-api";
import { inspect } from "node:util";
import { conceal } from "../conceal.ts";

const LEVELS = { error: 0, warn: 1, info: 2, debug: 3 } as const;

export type LogLevel = keyof typeof LEVELS;
type Meta = Readonly<Record<string, unknown>>;

/** What a logger and its children share. */
export interface LogOutput {
  readonly level: LogLevel;
  readonly format: "json" | "text";
  readonly write: (line: string) => void;
  /** Values of the configuration that must never be written. Filled once they are known. */
  readonly secrets: Set<string>;
  /** Is given each line that a plugin logs, concealed. */
  readonly record?: (line: PluginLogLine) => void;
}

/** What a plugin logged. */
export interface PluginLogLine {
  /** The package, or the plugin's id where the package isn't known. */
  readonly owner: string;
  /** ISO 8601. */
  readonly at: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly stack?: string;
}

/**
 * Backstage's root logger without winston, which takes longer to load than the rest of the kernel. A line is JSON, or
 * `time level plugin message` for people. Every line passes redaction.
 */
export class PortalLogger implements RootLoggerService {
  readonly #output: LogOutput;
  readonly #meta: Meta;

  constructor(output: LogOutput, meta: Meta = {}) {
    this.#output = output;
    this.#meta = meta;
  }

  error(message: string, meta?: Error | object): void {
    this.#log("error", message, meta);
  }

  warn(message: string, meta?: Error | object): void {
    this.#log("warn", message, meta);
  }

  info(message: string, meta?: Error | object): void {
    this.#log("info", message, meta);
  }

  debug(message: string, meta?: Error | object): void {
    this.#log("debug", message, meta);
  }

  child(meta: object): PortalLogger {
    return new PortalLogger(this.#output, { ...this.#meta, ...meta });
  }

  #log(level: LogLevel, message: string, meta?: Error | object): void {
    if (LEVELS[level] > LEVELS[this.#output.level]) return;
    const { format, write } = this.#output;
    const line =
      format === "json"
        ? formatJson(level, message, { ...flatten(meta), ...this.#meta })
        : formatText(level, message, { meta: this.#meta, extra: meta });
    write(`${conceal(line, this.#output.secrets)}\n`);
    this.#record(level, message, meta);
  }

  #record(level: LogLevel, message: string, meta?: Error | object): void {
    const owner = this.#meta["package"] ?? this.#meta["plugin"];
    const { record, secrets } = this.#output;
    if (!record || typeof owner !== "string") return;
    const stack = meta instanceof Error ? meta.stack : undefined;
    record({
      owner,
      at: new Date().toISOString(),
      level,
      message: conceal(String(message), secrets),
      ...(stack !== undefined && { stack: conceal(stack, secrets) }),
    });
  }
}

function formatJson(level: LogLevel, message: string, meta: Meta): string {
  const timestamp = new Date().toISOString();
  // Nobody's meta data stands in for these.
  const own = { timestamp, level, message: String(message) };
  try {
    return JSON.stringify({ ...own, ...meta, ...own });
  } catch {
    // A cycle, a BigInt: plugins log what they have.
    return JSON.stringify({ ...own, meta: inspect(meta) });
  }
}

function formatText(
  level: LogLevel,
  message: string,
  { meta, extra }: { meta: Meta; extra: Error | object | undefined },
): string {
  const time = new Date().toISOString().slice(11, 19);
  const who = String(meta["plugin"] ?? meta["service"] ?? "portal");
  const stack = extra instanceof Error ? `\n${extra.stack}` : "";
  return `${time} ${level.padEnd(5)} ${who.padEnd(16)} ${message}${stack}`;
}

function flatten(meta: Error | object | undefined): Meta {
  if (meta instanceof Error) return { error: meta.stack ?? meta.message };
  return { ...meta };
}
