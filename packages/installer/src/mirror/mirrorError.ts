import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError } from "../errors.ts";
import type { MirrorFailure } from "./MirrorFailure.ts";

/** What a plugin lacks in the mirror, as a coded error. */
export function missingError(
  { text, place }: Pick<PluginRequest, "text" | "place">,
  failure: MirrorFailure,
): InstallerError {
  return new InstallerError(
    "MIRROR_MISSING",
    `${text}: ${failure.message} (${formatPlace(place)})`,
    {
      hint: "Where its registry can be reached, run `flyloft mirror` with the lockfile that names it, and bring the mirror here with that lockfile.",
      plugin: text,
      place,
      cause: failure,
    },
  );
}

/** A mirror that can't be read as a whole. */
export function unreadableError(
  mirror: string,
  why: string,
  cause?: unknown,
): InstallerError {
  return new InstallerError(
    "MIRROR_UNREADABLE",
    `The mirror ${mirror} can't be used: ${why}`,
    {
      hint: "Check the path or the reference in dynamicPlugins.mirror, and bring the mirror again as `flyloft mirror` wrote it.",
      cause,
    },
  );
}
