import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError, type InstallerErrorCode } from "../errors.ts";
import { missingError } from "../mirror/mirrorError.ts";
import { MirrorFailure } from "../mirror/MirrorFailure.ts";
import { FORBIDDEN_HINT } from "../network/assertPlace.ts";
import type { NetworkFailure } from "../network/NetworkFailure.ts";

/** A failed question to an npm registry as a coded error. */
export function registryError(
  request: Pick<PluginRequest, "text" | "place">,
  failure: NetworkFailure,
): InstallerError {
  if (failure instanceof MirrorFailure) return missingError(request, failure);
  const { code, hint } = classify(failure);
  return new InstallerError(
    code,
    `${request.text}: ${failure.message} (${formatPlace(request.place)})`,
    { hint, plugin: request.text, place: request.place, cause: failure },
  );
}

interface Classified {
  readonly code: InstallerErrorCode;
  readonly hint: string;
}

function classify({ kind, status }: NetworkFailure): Classified {
  if (status === 401 || status === 403) {
    return {
      code: "RESOLVE_UNAUTHORIZED",
      hint: "Put a valid token for this registry into .npmrc: //host/:_authToken=${TOKEN}.",
    };
  }
  if (status === 404) {
    return {
      code: "RESOLVE_PACKAGE_NOT_FOUND",
      hint: "Check the name and, for a scope, the line @scope:registry=… in .npmrc. Some registries answer this way where a token is missing.",
    };
  }
  if (kind === "unreachable" || kind === "timeout") {
    return {
      code: "RESOLVE_REGISTRY_UNREACHABLE",
      hint: "Check the registry's address in .npmrc, the network and the proxy. Locked plugins in the store start without it.",
    };
  }
  if (kind === "forbidden") {
    return { code: "RESOLVE_ADDRESS_FORBIDDEN", hint: FORBIDDEN_HINT };
  }
  return {
    code: "RESOLVE_REGISTRY_ERROR",
    hint: "The registry answers, but not as one. Try again later, or check its address in .npmrc.",
  };
}
