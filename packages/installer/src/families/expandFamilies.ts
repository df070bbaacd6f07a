import { formatPlace, parseReference } from "@flyloft/plugin-core";
import { createCompanion } from "../config/createCompanion.ts";
import { overlayRequest } from "../config/overlayEntry.ts";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { EntryFailure } from "../config/EntryFailure.ts";
import { requestKey } from "../config/requestKey.ts";
import type { Run } from "../createRun.ts";
import { InstallerError } from "../errors.ts";
import { pinRequest } from "../lock/pinRequest.ts";
import { mapConcurrently } from "../mapConcurrently.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { registryError } from "../resolve/registryError.ts";
import { resolvePlugin } from "../resolve/resolvePlugin.ts";
import { readManifest } from "../sources/npm/readManifest.ts";
import { readFamily } from "./readFamily.ts";

export interface Expansion {
  /** What the configuration asks for, each `with: family` followed by the plugins that it stands for. */
  readonly requests: readonly PluginRequest[];
  /** Those of the configuration, and families that can't be told. */
  readonly failures: readonly EntryFailure[];
  /** Which references a `with: family` stands for, by the text of its entry: what the lockfile keeps. */
  readonly families: ReadonlyMap<string, readonly string[]>;
}

type Members =
  | { readonly texts: readonly string[] }
  | { readonly failure: EntryFailure }
  | undefined;

const FAMILIES_AT_ONCE = 8;

/**
 * Finds out what each `with: family` stands for. The lockfile knows where it may; then no registry is asked. A plugin that
 * has an entry of its own is only that.
 */
export async function expandFamilies(run: Run): Promise<Expansion> {
  const { requests, failures } = run.options.config;
  const found = await mapConcurrently(
    requests,
    FAMILIES_AT_ONCE,
    async (request) =>
      request.with === "family" ? findMembers(request, run) : undefined,
  );
  const own = [
    ...requests,
    ...failures.flatMap(({ request }) => request ?? []),
  ];
  const seen = new Set(own.map(requestKey));
  const overlay = createOverlay(run);
  const expanded: PluginRequest[] = [];
  const refused: EntryFailure[] = [];
  const families = new Map<string, readonly string[]>();
  for (const [index, request] of requests.entries()) {
    expanded.push(request);
    const members = found[index];
    if (!members) continue;
    if ("failure" in members) {
      refused.push(members.failure);
      continue;
    }
    families.set(request.text, members.texts);
    for (const companion of toCompanions(request, members.texts)) {
      const key = requestKey(companion);
      if (!seen.has(key)) expanded.push(overlay(companion));
      seen.add(key);
    }
  }
  return { requests: expanded, failures: [...failures, ...refused], families };
}

/** What administrators changed of a plugin that no entry names. */
function createOverlay({ options: { config, env } }: Run) {
  const { overlay } = config;
  const rows = new Map(overlay?.desired.map((row) => [row.key, row]));
  return (companion: PluginRequest): PluginRequest => {
    const row = rows.get(companion.key);
    if (!overlay || !row) return companion;
    return overlayRequest(companion, row, { overlay, env });
  };
}

function toCompanions(
  request: PluginRequest,
  texts: readonly string[],
): readonly PluginRequest[] {
  return texts.flatMap((text) => {
    const reference = parseReference(text);
    return reference ? [createCompanion(request, { text, reference })] : [];
  });
}

async function findMembers(request: PluginRequest, run: Run): Promise<Members> {
  const entry = run.lock.get(request.text);
  const isHeld = run.frozen || request.pullPolicy === "IfNotPresent";
  if (!request.enabled || (entry?.family && isHeld)) {
    return { texts: entry?.family ?? [] };
  }
  const named = isHeld && entry ? pinRequest(request, entry) : request;
  try {
    if (run.frozen) throw notLocked(request);
    return { texts: await askRegistry(named, run) };
  } catch (error) {
    if (!(error instanceof InstallerError)) throw error;
    if (entry?.family) return { texts: entry.family };
    const text = `${request.text} (family)`;
    const { required } = request;
    return { failure: { text, request: undefined, required, error } };
  }
}

/** Exact versions: what they were chosen for is one version, too. */
async function askRegistry(
  request: PluginRequest,
  run: Run,
): Promise<readonly string[]> {
  const noStaging = () => Promise.reject(new Error("resolving writes nothing"));
  const context = run.contextFor(request, noStaging);
  const { source } = await resolvePlugin(request, context);
  if (source.kind !== "npm") return [];
  try {
    const named = await readManifest(source, context);
    const members = await readFamily(named, context);
    return members.map(({ name, version }) =>
      version === undefined ? name : `${name}@${version}`,
    );
  } catch (error) {
    if (error instanceof NetworkFailure) throw registryError(request, error);
    throw error;
  }
}

function notLocked({ text, place }: PluginRequest): InstallerError {
  return new InstallerError(
    "RESOLVE_NOT_LOCKED",
    `The family of ${text} isn't in the lockfile, which is frozen (${formatPlace(place)})`,
    {
      hint: "Start once without `frozen`, look at the change of plugins.lock.yaml and commit it.",
      plugin: text,
      place,
    },
  );
}
