import type { MirrorPlace } from "../config/MirrorPlace.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import { LayoutTarget } from "./LayoutTarget.ts";
import type { MirrorTarget } from "./MirrorTarget.ts";
import { findMirror, openSite } from "./openMirror.ts";
import { RegistryTarget } from "./RegistryTarget.ts";
import { targetError } from "./targetError.ts";

/** Throws MIRROR_TARGET_UNUSABLE, and MIRROR_UNREADABLE where a repository's tag is on something else. */
export async function openTarget(
  place: MirrorPlace,
  context: ResolveContext,
): Promise<MirrorTarget> {
  try {
    return tellingFailures(await open(place, context));
  } catch (error) {
    throw targetError(place.text, error);
  }
}

async function open(
  place: MirrorPlace,
  context: ResolveContext,
): Promise<MirrorTarget> {
  if (place.kind === "folder") return LayoutTarget.open(place.path, place.text);
  if (place.version.includes(":")) {
    throw new Error("its digest isn't known before it is written");
  }
  const site = openSite(place, context);
  try {
    const before = await findMirror(site, context.signal);
    return new RegistryTarget(site, before, context.signal);
  } catch (error) {
    await site.connection.close();
    throw error;
  }
}

/** What goes wrong there is told as that, and not taken for a failure of where something comes from. */
function tellingFailures(target: MirrorTarget): MirrorTarget {
  const telling =
    <Args extends readonly unknown[], Result>(
      call: (...args: Args) => Promise<Result>,
    ) =>
    (...args: Args) =>
      call(...args).catch((error: unknown) => {
        throw targetError(target.text, error);
      });
  return {
    text: target.text,
    findArchive: telling((integrity) => target.findArchive(integrity)),
    has: telling((blob) => target.has(blob)),
    put: telling((blob) => target.put(blob)),
    putManifest: telling((manifest) => target.putManifest(manifest)),
    finish: telling((end) => target.finish(end)),
    close: () => target.close(),
  };
}
