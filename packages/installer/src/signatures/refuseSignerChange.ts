import { isDeepStrictEqual } from "node:util";
import {
  type PluginSigner,
  describeSigner,
  formatPlace,
} from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError } from "../errors.ts";

/** Throws VERIFY_SIGNER_CHANGED where the lockfile names another signer than the one that was found. */
export function refuseSignerChange(
  { text, place }: PluginRequest,
  signers: {
    readonly locked: PluginSigner | undefined;
    readonly found: PluginSigner | undefined;
  },
): void {
  const { locked, found } = signers;
  if (!locked || !found || isDeepStrictEqual(locked, found)) return;
  throw new InstallerError(
    "VERIFY_SIGNER_CHANGED",
    `${text} is locked as signed by ${describeSigner(locked)}, but now ${describeSigner(found)} signed it (${formatPlace(place)})`,
    {
      hint: "If the change is meant, start once without `frozen`, look at the change of plugins.lock.yaml and commit it; else ask the publisher.",
      plugin: text,
      place,
    },
  );
}
