import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import type { MirrorPlace } from "../config/MirrorPlace.ts";
import { type Run, createRun } from "../createRun.ts";
import type { InstallOptions } from "../InstallOptions.ts";
import { mapConcurrently } from "../mapConcurrently.ts";
import { TrustFiles } from "../signatures/TrustFiles.ts";
import { copyDependency } from "./copyDependency.ts";
import { copyPlugin } from "./copyPlugin.ts";
import type { Copying } from "./Copying.ts";
import { type Pieces, listPieces } from "./listPieces.ts";
import { MirrorDraft } from "./MirrorDraft.ts";
import type { MirrorEvent } from "./MirrorEvent.ts";
import type { MirroredPlugin, MirrorResult } from "./MirrorResult.ts";
import { openTarget } from "./openTarget.ts";

export interface MirrorOptions extends InstallOptions {
  readonly target: MirrorPlace;
  /** Say what would be copied, and touch nothing. */
  readonly dryRun?: boolean | undefined;
  readonly onMirror?: ((event: MirrorEvent) => void) | undefined;
}

/** Whole packages are held in memory. */
const AT_ONCE = 6;

/**
 * Copies all that the lockfile names, signatures included, so that `dynamicPlugins.mirror` can take the registries' place.
 * What the lockfile doesn't name, or can't be had, is told in `failed`. Of the latter the mirror isn't finished, and what
 * was copied stays for the next run.
 *
 * @throws InstallerError CONFIG_LOCKFILE_INVALID, MIRROR_TARGET_UNUSABLE, MIRROR_UNREADABLE
 */
export async function mirrorPlugins(
  options: MirrorOptions,
): Promise<MirrorResult> {
  // The sources are asked, whatever stands in for them elsewhere, and nothing but the lockfile says what is copied.
  const asked = { ...options, frozen: true, mirror: undefined };
  const run = await createRun(asked, { readOnly: true });
  try {
    const pieces = await listPieces(run);
    return options.dryRun
      ? foresee(pieces, options)
      : await copyAll(pieces, run, options);
  } finally {
    await run.close();
  }
}

function foresee(
  { plugins, dependencies, failed }: Pieces,
  { target }: MirrorOptions,
): MirrorResult {
  return {
    target: target.text,
    isComplete: false,
    digest: undefined,
    plugins: plugins.map(({ request, entry }) => ({
      text: request.text,
      name: entry.name,
      version: entry.version,
      kind: kindOf(request.reference.kind),
      signatures: 0,
      notes: [],
    })),
    failed: failed.map(({ text, error }) => ({
      text,
      reason: reportError(error, error.code),
    })),
    dependencies: dependencies.length,
    bytes: { copied: 0, kept: 0 },
  };
}

function kindOf(
  kind: Pieces["plugins"][number]["request"]["reference"]["kind"],
): MirroredPlugin["kind"] {
  return kind === "folder" || kind === "archive" ? "local" : kind;
}

async function copyAll(
  pieces: Pieces,
  run: Run,
  options: MirrorOptions,
): Promise<MirrorResult> {
  const target = await openTarget(options.target, run.context);
  try {
    const copying: Copying = {
      run,
      target,
      draft: new MirrorDraft(),
      tally: { copied: 0, kept: 0 },
      trust: new TrustFiles({ rules: [], trustedRoot: undefined }),
    };
    const { plugins, failed } = await copyPieces(pieces, copying, options);
    const isComplete = failed.length === pieces.failed.length;
    const digest = isComplete ? await finish(copying) : undefined;
    return {
      target: target.text,
      isComplete,
      digest,
      plugins,
      failed,
      dependencies: pieces.dependencies.length,
      bytes: { ...copying.tally },
    };
  } finally {
    await target.close();
  }
}

async function copyPieces(
  pieces: Pieces,
  copying: Copying,
  { onMirror }: MirrorOptions,
): Promise<Pick<MirrorResult, "plugins" | "failed">> {
  const failed: { text: string; reason: ErrorReport }[] = [];
  const fail = (text: string, error: unknown) => {
    copying.run.context.signal.throwIfAborted();
    const reason = reportError(error, "MIRROR_TARGET_UNUSABLE");
    failed.push({ text, reason });
    onMirror?.({ type: "failed", text, reason });
  };
  for (const { text, error } of pieces.failed) fail(text, error);
  const plugins: MirroredPlugin[] = [];
  await mapConcurrently(pieces.plugins, AT_ONCE, async (plugin) => {
    const { text } = plugin.request;
    try {
      const copied = await copyPlugin(plugin, copying);
      plugins.push(copied);
      onMirror?.({ type: "mirrored", plugin: copied });
    } catch (error) {
      fail(text, error);
    }
  });
  const total = pieces.dependencies.length;
  let done = 0;
  await mapConcurrently(pieces.dependencies, AT_ONCE, async (wanted) => {
    try {
      await copyDependency(wanted, copying);
    } catch (error) {
      fail(`${wanted.name}@${wanted.locked.version}`, error);
    }
    done += 1;
    onMirror?.({ type: "dependencies", done, total });
  });
  const order = new Map(
    pieces.plugins.map(({ request }, index) => [request.text, index]),
  );
  const at = ({ text }: MirroredPlugin) => order.get(text) ?? 0;
  return { plugins: plugins.sort((a, b) => at(a) - at(b)), failed };
}

async function finish({ target, draft }: Copying): Promise<string> {
  const root = await draft.complete(target);
  const { tags, digests } = draft;
  await target.finish({ root, tags, digests });
  return root.digest;
}
