import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../../config/PluginRequest.ts";
import { InstallerError, type InstallerErrorCode } from "../../errors.ts";
import { missingError } from "../../mirror/mirrorError.ts";
import { MirrorFailure } from "../../mirror/MirrorFailure.ts";
import { FORBIDDEN_HINT } from "../../network/assertPlace.ts";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import { RegistryFailure, type RegistryProblem } from "./RegistryFailure.ts";

type Problem = RegistryProblem | NetworkFailure["kind"];
type Codes = Readonly<Record<Problem, InstallerErrorCode>>;

export const RESOLVE_CODES: Codes = {
  unreachable: "RESOLVE_REGISTRY_UNREACHABLE",
  timeout: "RESOLVE_REGISTRY_UNREACHABLE",
  unauthorized: "RESOLVE_UNAUTHORIZED",
  helper: "RESOLVE_CREDENTIALS_HELPER",
  "not-found": "RESOLVE_PACKAGE_NOT_FOUND",
  tag: "RESOLVE_TAG_NOT_FOUND",
  version: "RESOLVE_VERSION_NOT_FOUND",
  status: "RESOLVE_REGISTRY_ERROR",
  blocked: "RESOLVE_REGISTRY_ERROR",
  forbidden: "RESOLVE_ADDRESS_FORBIDDEN",
  format: "RESOLVE_REGISTRY_ERROR",
  unsupported: "RESOLVE_ARTIFACT_UNSUPPORTED",
  ambiguous: "RESOLVE_PATH_AMBIGUOUS",
  path: "FETCH_PATH_NOT_IN_ARTIFACT",
  digest: "FETCH_DIGEST_MISMATCH",
  length: "RESOLVE_REGISTRY_ERROR",
  size: "RESOLVE_REGISTRY_ERROR",
};

export const FETCH_CODES: Codes = {
  unreachable: "FETCH_FAILED",
  timeout: "FETCH_TIMEOUT",
  unauthorized: "FETCH_UNAUTHORIZED",
  helper: "RESOLVE_CREDENTIALS_HELPER",
  "not-found": "FETCH_FAILED",
  tag: "RESOLVE_TAG_NOT_FOUND",
  version: "RESOLVE_VERSION_NOT_FOUND",
  status: "FETCH_FAILED",
  blocked: "FETCH_FAILED",
  forbidden: "FETCH_ADDRESS_FORBIDDEN",
  format: "FETCH_NOT_AN_ARCHIVE",
  unsupported: "RESOLVE_ARTIFACT_UNSUPPORTED",
  ambiguous: "RESOLVE_PATH_AMBIGUOUS",
  path: "FETCH_PATH_NOT_IN_ARTIFACT",
  digest: "FETCH_DIGEST_MISMATCH",
  length: "FETCH_SIZE_MISMATCH",
  size: "FETCH_SIZE_MISMATCH",
};

const HINTS: Readonly<Record<Problem, string>> = {
  unreachable:
    "Check the registry's name and port, the network and the proxy. For a private certificate authority set NODE_EXTRA_CA_CERTS; a registry without TLS has to be listed as insecure.",
  timeout: "The registry is too slow or hangs. Try again, or ask who runs it.",
  unauthorized:
    "Log in with 'docker login', 'podman login' or 'oras login', or put the credentials into Docker's config.json.",
  helper:
    "Repair what Docker's config.json says, or try the credential helper by hand.",
  "not-found":
    "Check the spelling of the repository. Some registries answer this way where a login is missing.",
  tag: "Check the spelling of the tag, or ask the plugin's publisher.",
  version:
    "Check the digest. The registry may have removed what no tag named any more.",
  ambiguous: "Say which one with '!folder' at the end of the reference.",
  path: "Correct the folder after '!' in the reference.",
  status: "Try again in a while, or ask who runs the registry.",
  blocked: "Ask who runs the registry: it leads to a place that isn't allowed.",
  forbidden: FORBIDDEN_HINT,
  format:
    "Check that the address is that of an OCI registry, not of a web page or a log-in proxy.",
  unsupported: "Push the plugin again as an OCI artifact with tar layers.",
  digest:
    "Nothing was installed. Something on the way, or the registry's storage, changed the bytes: find out what before you try again.",
  length:
    "Nothing was installed. Try again; if it stays so, the registry's storage is damaged.",
  size: "Nothing was installed. If the artifact has to be this large, raise the limit for downloads.",
};

/** A failure as the error of a stage, with the plugin and its place; anything else as it is. */
export function toInstallerError(
  error: unknown,
  codes: Codes,
  request: Pick<PluginRequest, "text" | "place">,
): unknown {
  if (!(error instanceof NetworkFailure)) return error;
  if (error instanceof MirrorFailure) return missingError(request, error);
  const problem = problemOf(error);
  return new InstallerError(
    codes[problem],
    `${request.text}: ${error.message} (${formatPlace(request.place)})`,
    {
      hint: hintFor(error),
      plugin: request.text,
      place: request.place,
      cause: error,
    },
  );
}

/** What to do about a failure. */
export function hintFor(failure: NetworkFailure): string {
  const ownHint = failure instanceof RegistryFailure ? failure.hint : undefined;
  return ownHint ?? HINTS[problemOf(failure)];
}

function problemOf(failure: NetworkFailure): Problem {
  if (failure instanceof RegistryFailure) return failure.problem;
  const { kind, status } = failure;
  if (status === 401 || status === 403) return "unauthorized";
  return status === 404 ? "not-found" : kind;
}

/** Whether a registry can't be asked at all just now, so that what was learned from it before has to do. */
export function isRegistryDown(error: unknown): boolean {
  return (
    error instanceof NetworkFailure &&
    !(error instanceof RegistryFailure) &&
    error.retryable
  );
}
