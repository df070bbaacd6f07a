import { rm } from "node:fs/promises";
import path from "node:path";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import { createRequest } from "./config/createRequest.ts";
import type { PluginRequest } from "./config/PluginRequest.ts";
import { type Run, createRun } from "./createRun.ts";
import { InstallerError } from "./errors.ts";
import { fetchPlugin } from "./fetch/fetchPlugin.ts";
import type { InstallOptions } from "./InstallOptions.ts";
import { requireCompatible } from "./requireCompatible.ts";
import { resolvePlugin } from "./resolve/resolvePlugin.ts";
import { explainFullDisk } from "./store/diskSpace.ts";
import type { PackageFacts } from "./verify/PackageFacts.ts";
import type { VerifiedPlugin } from "./verify/VerifiedPlugin.ts";
import { verifyPlugin } from "./verify/verifyPlugin.ts";

export interface ExamineOptions extends Omit<InstallOptions, "config"> {
  /** What its owner calls the file: for messages. */
  readonly displayName: string;
  /** The package that it must be, where another version of one is wanted. */
  readonly expectedName?: string | undefined;
  /** Takes the unpacked package, which is removed afterwards. It isn't called where the package can't be used. */
  readonly onUnpacked?:
    ((dir: string, facts: PackageFacts) => Promise<void>) | undefined;
}

export interface ExaminedArchive {
  readonly name: string;
  readonly version: string;
  readonly facts: PackageFacts;
  /** SRI of the archive. */
  readonly digest: string;
  /** Why it can't run here. */
  readonly problem: ErrorReport | undefined;
  readonly warnings: readonly ErrorReport[];
}

const LONGEST_NAME = 100;

/**
 * What is in a `.zip`, `.tgz` or `.tar` of this machine. It is unpacked in the store's staging folder, and nothing is left
 * of that, whatever happens. Throws an InstallerError where it can't be installed.
 */
export async function examineArchive(
  file: string,
  options: ExamineOptions,
): Promise<ExaminedArchive> {
  const name = showName(options.displayName);
  const request = requestFor(path.resolve(file), name);
  const config = { requests: [request], failures: [] };
  const run = await createRun({ ...options, config }, {});
  try {
    await run.store.prepare();
    return await examine(request, run, options);
  } catch (error) {
    throw toInstallerError(
      explainFullDisk(error, request, options.store),
      name,
    );
  } finally {
    await run.close();
  }
}

/** Its user chooses the name; it must not steer a terminal or forge a log line. */
function showName(displayName: string): string {
  const [name = ""] = displayName.split(/[\\/]/).slice(-1);
  const plain = name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "");
  return plain.slice(0, LONGEST_NAME) || "archive";
}

function requestFor(file: string, text: string): PluginRequest {
  const place = { file: "an uploaded archive" };
  const baseDir = path.dirname(file);
  return { ...createRequest(file, { baseDir, place }), text };
}

async function examine(
  request: PluginRequest,
  run: Run,
  { expectedName, onUnpacked }: ExamineOptions,
): Promise<ExaminedArchive> {
  const staging: string[] = [];
  const context = run.contextFor(request, async () => {
    const dir = await run.store.stagingDir();
    staging.push(dir);
    return dir;
  });
  try {
    const resolved = await resolvePlugin(request, context);
    const fetched = await fetchPlugin(resolved, context);
    const { facts } = verifyPlugin(fetched, { locked: undefined });
    const { name, version } = facts;
    if (expectedName !== undefined && name !== expectedName) {
      throw otherName(request.text, name, expectedName);
    }
    await onUnpacked?.(fetched.dir, facts);
    const { digest } = fetched;
    return { name, version, facts, digest, ...judge({ request, facts }, run) };
  } finally {
    for (const dir of staging) await rm(dir, { recursive: true, force: true });
  }
}

function judge(
  checked: Pick<VerifiedPlugin, "facts"> & { readonly request: PluginRequest },
  { options: { host } }: Run,
): Pick<ExaminedArchive, "problem" | "warnings"> {
  try {
    return { warnings: requireCompatible(checked, host), problem: undefined };
  } catch (error) {
    const problem = reportError(error, "VERIFY_INCOMPATIBLE");
    return { warnings: [], problem };
  }
}

function otherName(text: string, name: string, wanted: string): InstallerError {
  return new InstallerError(
    "VERIFY_NAME_MISMATCH",
    `${text} is the package ${name}, not ${wanted}`,
    {
      hint: `To have both, install ${name} as a plugin of its own.`,
      plugin: wanted,
    },
  );
}

function toInstallerError(error: unknown, name: string): InstallerError {
  if (error instanceof InstallerError) return error;
  const { message } = error as Error;
  return new InstallerError("INSTALL_FAILED", `${name}: ${message}`, {
    hint: "The log of the portal holds the stack.",
    cause: error,
  });
}
