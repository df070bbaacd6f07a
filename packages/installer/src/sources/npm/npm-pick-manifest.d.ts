declare module "npm-pick-manifest" {
  import type { Packument } from "./Packument.ts";

  /** Throws ETARGET where no version matches, ENOVERSIONS where there is none at all. */
  export default function pickManifest(
    packument: Packument,
    wanted: string,
  ): { version: string };
}
