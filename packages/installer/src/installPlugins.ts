import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import { attestContent, attestPlugin, indexOf } from "./attestPlugin.ts";
import type { PluginRequest } from "./config/PluginRequest.ts";
import { completePackage } from "./completePackage.ts";
import { type Run, createRun } from "./createRun.ts";
import type { DependencyTree } from "./dependencies/DependencyTree.ts";
import { type Expansion, expandFamilies } from "./families/expandFamilies.ts";
import { fetchPlugin } from "./fetch/fetchPlugin.ts";
import type { InstalledPlugin } from "./install/InstalledPlugin.ts";
import { installPlugin } from "./install/installPlugin.ts";
import type { InstallOptions } from "./InstallOptions.ts";
import { type Located, locatePlugin } from "./locatePlugin.ts";
import type { LockEntry } from "./lock/LockEntry.ts";
import { type PluginLock, writeLock } from "./lock/PluginLock.ts";
import type { LockedTrees } from "./lock/treeDocument.ts";
import { Limiter } from "./sources/oci/Limiter.ts";
import { mapConcurrently } from "./mapConcurrently.ts";
import type { PipelineEvent } from "./PipelineEvent.ts";
import { type DisabledPlugin, recallPlugin } from "./recallPlugin.ts";
import { requireCompatible } from "./requireCompatible.ts";
import type { Attested } from "./signatures/Attested.ts";
import { explainFullDisk } from "./store/diskSpace.ts";
import { keepEvidence } from "./store/keepEvidence.ts";
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
  readonly disabled: readonly DisabledPlugin[];
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
    const { concurrency = defaultConcurrency() } = options;
    const working = new Limiter(concurrency);
    const outcomes = await mapConcurrently(
      enabled,
      AHEAD * concurrency,
      (request) => settle(request, run, working),
    );
    const brought = outcomes.filter((outcome) => "locked" in outcome);
    const installed = brought.map(({ installed }) => installed);
    const failed = [
      ...failures.map(({ text, request, required, error }) => ({
        text,
        request,
        required,
        reason: reportError(error, error.code),
      })),
      ...outcomes.filter((outcome) => "reason" in outcome),
    ];
    const lock = nextLock(run, expansion, brought);
    if (!run.frozen && !isDeepStrictEqual(lock, run.lock)) {
      await writeLock(options.lockfile, lock, await treesOf(lock, run));
    }
    emit({
      type: "finished",
      installed: installed.length,
      failed: failed.length,
      durationMs: performance.now() - startedAt,
    });
    const off = requests.filter(({ enabled }) => !enabled);
    const disabled = await Promise.all(
      off.map((each) => recallPlugin(each, run)),
    );
    return { installed, failed, disabled };
  } finally {
    await run.close();
  }
}

/** Asking registries is mostly waiting: what the next packages are, and who signed them, is asked meanwhile. */
const AHEAD = 2;

/** Downloads wait and unpacking works: a few more than there are processors keep both busy, also on small machines. */
function defaultConcurrency(): number {
  return Math.min(16, Math.max(8, 2 * availableParallelism()));
}

async function settle(
  request: PluginRequest,
  run: Run,
  working: Limiter,
): Promise<BroughtPlugin | FailedPlugin> {
  const { onEvent } = run.options;
  const startedAt = performance.now();
  const { text, required } = request;
  try {
    run.options.signal?.throwIfAborted();
    const brought = await bring(request, run, working);
    const { installed, fetched } = brought;
    const durationMs = performance.now() - startedAt;
    onEvent?.({
      type: "installed",
      plugin: text,
      installed,
      fetched,
      durationMs,
    });
    return brought;
  } catch (error) {
    const reason = reportError(error, "INSTALL_FAILED");
    onEvent?.({ type: "failed", plugin: text, required, reason });
    return { text, request, required, reason };
  }
}

interface BroughtPlugin {
  readonly installed: InstalledPlugin;
  readonly locked: LockEntry;
  readonly fetched: boolean;
}

async function bring(
  request: PluginRequest,
  run: Run,
  working: Limiter,
): Promise<BroughtPlugin> {
  const tell = tellStage(request, run);
  tell("resolve");
  const located = await locatePlugin(request, run);
  const attested = await attestPlugin(request, located, run);
  const index = indexOf(request, located, run);
  if (located.kind === "stored") {
    await keepEvidence(located.stored, attested.evidence, run.store);
    const { facts, digest, tree, dir } = located.stored;
    const { stale } = located;
    const stored = { request, facts, digest, tree, dir, stale, warnings: [] };
    const completion = { run, attested, index, fetched: false };
    return working.run(() => complete(stored, completion));
  }
  return working.run(() =>
    fetchNew(request, { located, attested, index }, run),
  );
}

interface Found {
  readonly located: Located & { readonly kind: "remote" };
  readonly attested: Attested;
  readonly index: string | undefined;
}

async function fetchNew(
  request: PluginRequest,
  { located, attested, index }: Found,
  run: Run,
): Promise<BroughtPlugin> {
  const tell = tellStage(request, run);
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
    const { facts } = verified;
    requireCompatible({ request, facts }, run.options.host);
    const proven = await attestContent(
      { request, located, attested, facts },
      run,
    );
    tell("install");
    const { store } = run;
    const { evidence } = proven;
    const options = { store, fingerprint, evidence };
    const installed = await installPlugin(verified, options);
    const completion = { run, attested: proven, index, fetched: true };
    return await complete(installed, completion);
  } catch (error) {
    throw explainFullDisk(error, request, run.store.root);
  } finally {
    for (const dir of staging) await rm(dir, { recursive: true, force: true });
  }
}

function tellStage({ text: plugin }: PluginRequest, { options }: Run) {
  return (stage: "resolve" | "fetch" | "verify" | "install") =>
    options.onEvent?.({ type: "stage", plugin, stage });
}

interface Completion {
  readonly run: Run;
  readonly attested: Attested;
  /** For the lockfile. */
  readonly index: string | undefined;
  readonly fetched: boolean;
}

/** What the lockfile keeps is the package that was asked for, also where another one is made of it. */
async function complete(
  installed: InstalledPlugin,
  { run, attested, index, fetched }: Completion,
): Promise<BroughtPlugin> {
  const completed = await completePackage(installed, run);
  const { request, facts, digest, tree } = installed;
  const { name, version } = facts;
  const { dependencies } = completed;
  const entry = { name, version, digest, ...(index && { index }), tree };
  const before = run.lock.get(request.text);
  // Where nothing is asked, what was known of the same bytes stands.
  const known = before?.digest === digest ? before.signer : undefined;
  const { signer, warnings } = attested;
  const lockedSigner = signer ?? known;
  return {
    installed: {
      ...completed,
      signer,
      warnings: [...completed.warnings, ...warnings],
    },
    locked: {
      ...entry,
      ...(lockedSigner && { signer: lockedSigner }),
      ...(dependencies && { dependencies }),
    },
    fetched,
  };
}

/** What is configured stays locked, also while it is disabled or fails; what isn't any more is forgotten. */
function nextLock(
  run: Run,
  { requests, failures, families }: Expansion,
  brought: readonly BroughtPlugin[],
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
  for (const { installed, locked } of brought) {
    const { text } = installed.request;
    const family = families.get(text);
    lock.set(text, { ...locked, ...(family && { family }) });
  }
  return lock;
}

async function treesOf(lock: PluginLock, run: Run): Promise<LockedTrees> {
  const trees = new Map<string, DependencyTree>();
  for (const { dependencies } of lock.values()) {
    const tree = dependencies && (await run.dependencies.tree(dependencies));
    if (dependencies && tree) trees.set(dependencies, tree);
  }
  return trees;
}
