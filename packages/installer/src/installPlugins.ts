import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import type { PluginRequest } from "./config/PluginRequest.ts";
import { type Run, createRun } from "./createRun.ts";
import { InstallerError } from "./errors.ts";
import { type Expansion, expandFamilies } from "./families/expandFamilies.ts";
import { fetchPlugin } from "./fetch/fetchPlugin.ts";
import type { InstalledPlugin } from "./install/InstalledPlugin.ts";
import { installPlugin } from "./install/installPlugin.ts";
import type { InstallOptions } from "./InstallOptions.ts";
import { locatePlugin } from "./locatePlugin.ts";
import type { LockEntry } from "./lock/LockEntry.ts";
import { type PluginLock, writeLock } from "./lock/PluginLock.ts";
import { mapConcurrently } from "./mapConcurrently.ts";
import type { PipelineEvent } from "./PipelineEvent.ts";
import { explainFullDisk } from "./store/diskSpace.ts";
import { checkCompatibility } from "./verify/checkCompatibility.ts";
import type { PackageFacts } from "./verify/PackageFacts.ts";
import { verifyPlugin } from "./verify/verifyPlugin.ts";

export interface FailedPlugin {
  /** The reference as written, redacted. */
  readonly text: string;
  /** Undefined where the entry can't be parsed. */
  readonly request: PluginRequest | undefined;
  /** A start must not go on without it. */
  readonly required: boolean;
  readonly reason: ErrorReport;
}

export interface InstallResult {
  /** In the order of the configuration. */
  readonly installed: readonly InstalledPlugin[];
  readonly failed: readonly FailedPlugin[];
  readonly disabled: readonly PluginRequest[];
}

/**
 * Brings every enabled plugin into the store. One that fails is told in `failed` and doesn't stop the others; the caller
 * decides what a missing required one means. Throws only where nothing can be done for any: the store or the lockfile.
 */
export async function installPlugins(
  options: InstallOptions,
): Promise<InstallResult> {
  const startedAt = performance.now();
  const emit = (event: PipelineEvent) => options.onEvent?.(event);
  const run = await createRun(options, {
    checkAlways: options.checkStore ?? false,
  });
  try {
    await run.store.prepare();
    const expansion = await expandFamilies(run);
    const { requests, failures } = expansion;
    const enabled = requests.filter(({ enabled }) => enabled);
    emit({ type: "started", plugins: enabled.length });
    const outcomes = await mapConcurrently(
      enabled,
      options.concurrency ?? defaultConcurrency(),
      (request) => settle(request, run),
    );
    const installed = outcomes.filter((outcome) => "dir" in outcome);
    const failed = [
      ...failures.map(({ text, request, required, error }) => ({
        text,
        request,
        required,
        reason: reportError(error, error.code),
      })),
      ...outcomes.filter((outcome) => "reason" in outcome),
    ];
    const lock = nextLock(run, expansion, installed);
    if (!run.frozen && !isDeepStrictEqual(lock, run.lock)) {
      await writeLock(options.lockfile, lock);
    }
    emit({
      type: "finished",
      installed: installed.length,
      failed: failed.length,
      durationMs: performance.now() - startedAt,
    });
    const disabled = requests.filter(({ enabled }) => !enabled);
    return { installed, failed, disabled };
  } finally {
    await run.close();
  }
}

/** Downloads wait and unpacking works: a few more than there are processors keep both busy, also on small machines. */
function defaultConcurrency(): number {
  return Math.min(16, Math.max(8, 2 * availableParallelism()));
}

async function settle(
  request: PluginRequest,
  run: Run,
): Promise<InstalledPlugin | FailedPlugin> {
  const { onEvent } = run.options;
  const startedAt = performance.now();
  const { text, required } = request;
  try {
    run.options.signal?.throwIfAborted();
    const { installed, fetched } = await bring(request, run);
    const durationMs = performance.now() - startedAt;
    onEvent?.({
      type: "installed",
      plugin: text,
      installed,
      fetched,
      durationMs,
    });
    return installed;
  } catch (error) {
    const reason = reportError(error, "INSTALL_FAILED");
    onEvent?.({ type: "failed", plugin: text, required, reason });
    return { text, request, required, reason };
  }
}

async function bring(
  request: PluginRequest,
  run: Run,
): Promise<{ installed: InstalledPlugin; fetched: boolean }> {
  const tell = (stage: "resolve" | "fetch" | "verify" | "install") =>
    run.options.onEvent?.({ type: "stage", plugin: request.text, stage });
  tell("resolve");
  const located = await locatePlugin(request, run);
  if (located.kind === "stored") {
    const { facts, digest, tree, dir } = located.stored;
    const warnings = checkHost(request, facts, run);
    const { stale } = located;
    return {
      installed: { request, facts, digest, tree, dir, stale, warnings },
      fetched: false,
    };
  }
  const { resolved, locked, fingerprint } = located;
  const staging: string[] = [];
  const context = run.contextFor(request, async () => {
    const dir = await run.store.stagingDir();
    staging.push(dir);
    return dir;
  });
  try {
    tell("fetch");
    const fetched = await fetchPlugin(resolved, context);
    tell("verify");
    const verified = verifyPlugin(fetched, { locked });
    const warnings = checkHost(request, verified.facts, run);
    tell("install");
    const { store } = run;
    const installed = await installPlugin(verified, {
      store,
      fingerprint,
      warnings,
    });
    return { installed, fetched: true };
  } catch (error) {
    throw explainFullDisk(error, request, run.store.root);
  } finally {
    for (const dir of staging) await rm(dir, { recursive: true, force: true });
  }
}

/** The warnings of a package that may run here. Throws VERIFY_INCOMPATIBLE for one that may not. */
function checkHost(
  request: PluginRequest,
  facts: PackageFacts,
  run: Run,
): readonly ErrorReport[] {
  const { blocking, warnings } = checkCompatibility(facts, run.options.host);
  const [first] = blocking;
  if (!first || request.compatibility === "warn") {
    return [...blocking, ...warnings];
  }
  throw new InstallerError(
    "VERIFY_INCOMPATIBLE",
    blocking.map(({ message }) => message).join(" "),
    { hint: first.hint, plugin: request.text, place: request.place },
  );
}

/** What is configured stays locked, also while it is disabled or fails; what isn't any more is forgotten. */
function nextLock(
  run: Run,
  { requests, failures, families }: Expansion,
  installed: readonly InstalledPlugin[],
): PluginLock {
  const lock = new Map<string, LockEntry>();
  for (const { text } of requests) {
    const entry = run.lock.get(text);
    if (entry) lock.set(text, entry);
  }
  for (const { text } of failures) {
    const entry = run.lock.get(text);
    if (entry) lock.set(text, entry);
  }
  for (const { request, facts, digest, tree } of installed) {
    const { name, version } = facts;
    const family = families.get(request.text);
    const entry = { name, version, digest, tree, ...(family && { family }) };
    lock.set(request.text, entry);
  }
  return lock;
}
