import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError, type InstallerErrorCode } from "../errors.ts";
import { missingError } from "../mirror/mirrorError.ts";
import { MirrorFailure } from "../mirror/MirrorFailure.ts";
import { FORBIDDEN_HINT } from "../network/assertPlace.ts";
import type { NetworkFailure } from "../network/NetworkFailure.ts";

/** A failed download as a coded error. */
export function downloadError(
  request: PluginRequest,
  failure: NetworkFailure,
): InstallerError {
  if (failure instanceof MirrorFailure) return missingError(request, failure);
  const [code, hint] = classify(failure);
  return new InstallerError(
    code,
    `${request.text}: ${failure.message} (${formatPlace(request.place)})`,
    { hint, plugin: request.text, place: request.place, cause: failure },
  );
}

function classify({
  kind,
  status,
}: NetworkFailure): readonly [InstallerErrorCode, string] {
  if (status === 401 || status === 403) {
    return [
      "FETCH_UNAUTHORIZED",
      "The server wants other credentials for the download; check those for its host.",
    ];
  }
  if (kind === "timeout") {
    return [
      "FETCH_TIMEOUT",
      "The server is too slow or silent. Try again later.",
    ];
  }
  if (kind === "size") {
    return [
      "FETCH_SIZE_MISMATCH",
      "The download is larger than any plugin may be. Check what stands behind the URL.",
    ];
  }
  if (kind === "format") {
    return [
      "FETCH_NOT_AN_ARCHIVE",
      "Open the URL from this machine: often a proxy or a registry answers with its login page.",
    ];
  }
  if (kind === "forbidden") return ["FETCH_ADDRESS_FORBIDDEN", FORBIDDEN_HINT];
  return ["FETCH_FAILED", "Check the URL and the network, then start again."];
}
