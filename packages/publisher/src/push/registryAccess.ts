import path from "node:path";
import {
  DEFAULT_NETWORK_POLICY,
  hintFor,
  NetworkFailure,
  OciRegistry,
} from "@flyloft/installer/publishing";
import { PublishError } from "../errors.ts";

export interface MachineOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
}

export interface RegistryAccess extends MachineOptions {
  /** Registries without TLS, beside this machine. */
  readonly insecureRegistries?: readonly string[];
}

/** For one blob with all its tries. */
const TIME_PER_BLOB_MS = 30 * 60_000;

/** `host` as in a reference. The caller closes it. */
export function openRegistry(
  host: string,
  { env, homeDir, insecureRegistries = [] }: RegistryAccess,
): OciRegistry {
  return new OciRegistry(host, {
    env,
    dockerConfigDir: env["DOCKER_CONFIG"] ?? path.join(homeDir, ".docker"),
    insecureRegistries,
    network: { ...DEFAULT_NETWORK_POLICY, totalTimeoutMs: TIME_PER_BLOB_MS },
  });
}

/** A registry's failure as the error of a command; anything else as it is. */
export function toPublishError(error: unknown, target: string): unknown {
  if (!(error instanceof NetworkFailure)) return error;
  const isRefusal =
    error.status === 401 ||
    error.status === 403 ||
    ("problem" in error && error.problem === "unauthorized");
  return new PublishError(
    isRefusal ? "PUBLISH_UNAUTHORIZED" : "PUBLISH_REGISTRY_FAILED",
    `${target}: ${error.message}`,
    { hint: hintFor(error), cause: error },
  );
}
