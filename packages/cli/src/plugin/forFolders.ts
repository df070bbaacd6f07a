import { homedir } from "node:os";
import type { ErrorReport } from "@flyloft/plugin-core";
import type { Invocation } from "../line/CommandSpec.ts";
import type { Output } from "../output/Output.ts";

const INTERRUPTED = 130;

/** Folders that were named, or the one that we are in. */
export function foldersOf(operands: readonly string[]): readonly string[] {
  return operands.length > 0 ? operands : ["."];
}

/** What of the machine counts when a registry is asked. */
export function machine() {
  return { env: process.env, homeDir: homedir() } as const;
}

/** `registry.acme.example` of `oci://registry.acme.example/a/b`, where it is to be spoken to without TLS. */
export function plainRegistries(
  reference: string,
  { options }: Invocation,
): readonly string[] {
  const [, host] = /^oci:\/\/([^/]+)\//.exec(reference) ?? [];
  return options["plain-http"] && host ? [host] : [];
}

/** Runs until it is done or the user has enough. What an error sums up is told one by one before it. */
export async function interruptible(
  output: Output,
  run: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => ending.abort());
  }
  try {
    return await run(ending.signal);
  } catch (error) {
    if (ending.signal.aborted) return INTERRUPTED;
    const { findings = [] } = error as { findings?: readonly ErrorReport[] };
    if (findings.length > 1) {
      output.remark(...findings.map((finding) => formatFinding(finding)));
    }
    throw error;
  }
}

/** `package.json:3: PUBLISH_VERSION_INVALID: "1" is no version` */
export function formatFinding({ code, message, place }: ErrorReport): string {
  const line = place?.line === undefined ? "" : `:${place.line}`;
  const where = place ? `${place.file}${line}: ` : "";
  return `${where}${code}: ${message}`;
}

/** `1.2 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
