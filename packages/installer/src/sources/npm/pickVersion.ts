// oxlint-disable-next-line triple-slash-reference -- npm has no types for it, and an ambient module can't be imported
/// <reference path="./npm-pick-manifest.d.ts" />
import pickManifest from "npm-pick-manifest";
import type { Packument } from "./Packument.ts";

/**
 * The version that an exact version, a range or a tag means, by npm's own choice: inside a range the `latest` tag wins
 * over a higher version, and versions that are deprecated or don't run on this Node come last.
 */
export function pickVersion(
  packument: Packument,
  spec: string,
): string | undefined {
  try {
    return pickManifest(packument, spec).version;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ETARGET" || code === "ENOVERSIONS") return undefined;
    throw error;
  }
}
