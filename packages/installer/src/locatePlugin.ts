import type { PluginRequest } from "./config/PluginRequest.ts";
import type { Run } from "./createRun.ts";
import { InstallerError } from "./errors.ts";
import type { LockEntry } from "./lock/LockEntry.ts";
import { pinRequest } from "./lock/pinRequest.ts";
import { refuseLockChange, requireLocked } from "./lock/refuseLockChange.ts";
import type { ResolvedPlugin } from "./resolve/ResolvedPlugin.ts";
import { resolvePlugin } from "./resolve/resolvePlugin.ts";
import {
  fingerprintFile,
  fingerprintFolder,
} from "./sources/folder/fingerprint.ts";
import { localKey } from "./store/localKey.ts";
import type { StoredPackage } from "./store/StoredPackage.ts";
import { matchesIntegrity } from "./verify/matchesIntegrity.ts";

/** Where a plugin's bytes are: in the store, or still to be fetched. */
export type Located =
  | {
      readonly kind: "stored";
      readonly stored: StoredPackage;
      /** What its source led to now; undefined where it wasn't asked. */
      readonly resolved?: ResolvedPlugin | undefined;
      readonly stale: boolean;
    }
  | {
      readonly kind: "remote";
      readonly resolved: ResolvedPlugin;
      readonly fingerprint: string | undefined;
      /** What the lockfile holds the bytes to. */
      readonly locked: LockEntry | undefined;
    };

const NO_ANSWER = new Set([
  "RESOLVE_REGISTRY_UNREACHABLE",
  "RESOLVE_REGISTRY_ERROR",
  "RESOLVE_ADDRESS_FORBIDDEN",
  "MIRROR_MISSING",
  "MIRROR_UNREADABLE",
]);

/**
 * Resolves a request against lockfile, store and source. The lock decides where it may: then no registry is asked. A
 * registry that can't be asked is made good by lock and store together, and the result is marked stale.
 */
export async function locatePlugin(
  request: PluginRequest,
  run: Run,
): Promise<Located> {
  const entry = run.lock.get(request.text);
  if (run.frozen) requireLocked(request, entry);
  const held = isHeld(request, run) ? entry : undefined;
  if (held && !isLocal(request)) {
    const stored = await findStored(held.digest, request, run);
    if (stored?.tree === held.tree) {
      return { kind: "stored", stored, stale: false };
    }
  }
  const answer = await resolveOrFallBack(request, { run, held, entry });
  if ("stored" in answer) return answer;
  const { resolved } = answer;
  refuseLockChange(request, { resolved: resolved.digest, held });
  const fingerprint = await fingerprintOf(resolved);
  const stored = await findUnchanged(resolved, fingerprint, run);
  if (!stored) return { kind: "remote", resolved, fingerprint, locked: held };
  refuseLockChange(request, { resolved: stored.digest, held });
  return { kind: "stored", stored, resolved, stale: resolved.stale };
}

/** Whether the lockfile's answer stands. What lies on this machine may change, unless the lock is frozen. */
function isHeld(request: PluginRequest, run: Run): boolean {
  if (run.frozen) return true;
  return !isLocal(request) && request.pullPolicy === "IfNotPresent";
}

function isLocal({ reference }: PluginRequest): boolean {
  return reference.kind === "folder" || reference.kind === "archive";
}

async function resolveOrFallBack(
  request: PluginRequest,
  lookup: {
    readonly run: Run;
    readonly held: LockEntry | undefined;
    readonly entry: LockEntry | undefined;
  },
): Promise<
  { readonly resolved: ResolvedPlugin } | (Located & { kind: "stored" })
> {
  const { run, held, entry } = lookup;
  const pinned = held ? pinRequest(request, held) : request;
  const noStaging = () => Promise.reject(new Error("resolving writes nothing"));
  const context = run.contextFor(request, noStaging);
  try {
    const resolved = await resolvePlugin(pinned, context);
    return { resolved: { ...resolved, request } };
  } catch (error) {
    const code = error instanceof InstallerError ? error.code : "";
    if (!entry || !NO_ANSWER.has(code)) throw error;
    const stored = await findStored(entry.digest, request, run);
    if (stored?.tree !== entry.tree) throw error;
    return { kind: "stored", stored, stale: true };
  }
}

async function findUnchanged(
  resolved: ResolvedPlugin,
  fingerprint: string | undefined,
  run: Run,
): Promise<StoredPackage | undefined> {
  const key = resolved.digest ?? localKey(resolved.source);
  if (key === undefined) return undefined;
  const stored = await findStored(key, resolved.request, run);
  return stored?.fingerprint === fingerprint || resolved.digest
    ? stored
    : undefined;
}

/** A package that was installed before under another integrity is fetched again, so that the check gets its bytes. */
async function findStored(
  key: string,
  { integrity }: PluginRequest,
  { store }: Run,
): Promise<StoredPackage | undefined> {
  const stored = await store.find(key);
  if (!stored || integrity === undefined) return stored;
  const known = [...stored.integrities, stored.digest, stored.tree];
  return matchesIntegrity(integrity, known) ? stored : undefined;
}

async function fingerprintOf({
  source,
}: ResolvedPlugin): Promise<string | undefined> {
  if (source.kind === "folder") return fingerprintFolder(source.path);
  if (source.kind === "archive") return fingerprintFile(source.path);
  return undefined;
}
