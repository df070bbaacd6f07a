import * as z from "zod";
import type { MirrorPlace } from "../config/MirrorPlace.ts";
import { createRun } from "../createRun.ts";
import { InstallerError } from "../errors.ts";
import type { InstallOptions } from "../InstallOptions.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { BlobCopying } from "./Copying.ts";
import { copyManifest } from "./copyManifest.ts";
import { OCI_TYPES } from "../sources/oci/ociTypes.ts";
import type { Mirror } from "./Mirror.ts";
import { MirrorDraft } from "./MirrorDraft.ts";
import type { MirrorResult } from "./MirrorResult.ts";
import { unreadableError } from "./mirrorError.ts";
import { openMirror, openSite } from "./openMirror.ts";
import { openTarget } from "./openTarget.ts";
import { ABOUT_DIGEST } from "./MirrorConnection.ts";

const rootSchema = z.object({
  mediaType: z.string().default(OCI_TYPES.index),
  manifests: z.array(z.object({ digest: z.string() })),
});

/**
 * Brings a mirror from one place to another as it is, such as a folder that was carried into a closed network into a
 * registry there. No other registry is asked.
 *
 * @throws InstallerError MIRROR_UNREADABLE, MIRROR_TARGET_UNUSABLE
 */
export async function copyMirror(
  from: MirrorPlace,
  to: MirrorPlace,
  options: InstallOptions,
): Promise<MirrorResult> {
  const run = await createRun(
    { ...options, mirror: undefined },
    { readOnly: true },
  );
  const { context } = run;
  const site = openSite(from, context);
  try {
    const mirror = await openMirror(site, context.signal);
    return await copyAll(mirror, to, context);
  } finally {
    await Promise.all([site.connection.close(), run.close()]);
  }
}

async function copyAll(
  mirror: Mirror,
  to: MirrorPlace,
  context: ResolveContext,
): Promise<MirrorResult> {
  const target = await openTarget(to, context);
  const tally = { copied: 0, kept: 0 };
  try {
    const copying = { target, draft: new MirrorDraft(), tally };
    await copyContent(mirror, copying, context.signal).catch(
      (error: unknown) => {
        context.signal.throwIfAborted();
        if (error instanceof InstallerError) {
          throw error;
        }
        throw unreadableError(mirror.text, (error as Error).message, error);
      },
    );
  } finally {
    await target.close();
  }
  const { archives, releases } = mirror.contents;
  return {
    target: to.text,
    isComplete: true,
    digest: mirror.root,
    plugins: [],
    failed: [],
    dependencies: archives.length - releases.length,
    bytes: tally,
  };
}

async function copyContent(
  mirror: Mirror,
  copying: BlobCopying,
  signal: AbortSignal,
): Promise<void> {
  const { registry, repository, root: digest, contents } = mirror;
  const { target, draft } = copying;
  const source = { registry, repository, signal };
  const root = await registry.readManifest(repository, digest, signal);
  const { mediaType, manifests } = rootSchema.parse(
    JSON.parse(root.content.toString("utf8")),
  );
  const copied = new Map<string, Awaited<ReturnType<typeof copyManifest>>>();
  for (const one of manifests) {
    copied.set(one.digest, await copyManifest(source, one.digest, copying));
  }
  for (const { tags } of contents.repositories) {
    for (const [tag, named] of Object.entries(tags)) {
      const manifest = copied.get(named);
      if (manifest && ABOUT_DIGEST.test(tag)) draft.tags[tag] = manifest;
    }
  }
  const { tags, digests } = draft;
  const end = { digest, mediaType, bytes: root.content };
  await target.finish({ root: end, tags, digests });
}
