import { redact } from "./redact.ts";

/** Where in the configuration an error comes from. `line` counts from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
  /** The key's path, e.g. `dynamicPlugins.plugins[2].integrity`. */
  readonly key?: string | undefined;
}

export interface FlyloftErrorOptions {
  /** What to do next, as a sentence to the person who reads it. */
  readonly hint: string;
  /** The plugin's package name, or its reference while the name is unknown. */
  readonly plugin?: string | undefined;
  readonly place?: Place | undefined;
  readonly cause?: unknown;
}

/**
 * The base of each package's error class. Messages and hints pass {@link redact} here, so that no caller has to
 * remember it. Compare `code`, not `instanceof`: copies of this module may meet across packages and federation.
 */
export abstract class FlyloftError<Code extends string> extends Error {
  readonly code: Code;
  readonly hint: string;
  readonly plugin: string | undefined;
  readonly place: Place | undefined;

  constructor(code: Code, message: string, options: FlyloftErrorOptions) {
    super(redact(message), { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = redact(options.hint);
    this.plugin = options.plugin;
    this.place = options.place;
  }
}

/** What a page, a report or a log line carries of an error. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly place?: Place | undefined;
}

export function isFlyloftError(error: unknown): error is FlyloftError<string> {
  return (
    error instanceof Error &&
    typeof (error as { code?: unknown }).code === "string" &&
    typeof (error as { hint?: unknown }).hint === "string"
  );
}

/** `app-config.yaml:12 (dynamicPlugins.plugins[0].package)`, or less where less is known. */
export function formatPlace(place: Place): string {
  const line = place.line === undefined ? "" : `:${place.line}`;
  const key = place.key === undefined ? "" : ` (${place.key})`;
  return `${place.file}${line}${key}`;
}

/** The place of a report as text, where its message doesn't name it already. */
export function placeBeyondMessage({
  message,
  place,
}: ErrorReport): string | undefined {
  if (!place || message.includes(formatPlace({ ...place, key: undefined }))) {
    return undefined;
  }
  return formatPlace(place);
}

/** Any thrown value as a report; `fallbackCode` names the stage where the error isn't one of ours. */
export function reportError(error: unknown, fallbackCode: string): ErrorReport {
  if (isFlyloftError(error)) {
    return {
      code: error.code,
      message: error.message,
      hint: error.hint,
      ...(error.place && { place: error.place }),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: fallbackCode,
    message: redact(message),
    hint: "The log of the portal holds the stack.",
  };
}
