import { existsSync } from "node:fs";
import path from "node:path";
import { mapConcurrently } from "../mapConcurrently.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import { pickVersion } from "../sources/npm/pickVersion.ts";
import type { PublishedManifest } from "../sources/npm/PublishedManifest.ts";
import { readPackument } from "../sources/npm/readPackument.ts";
import type { HostFacts } from "../verify/HostFacts.ts";
import { unbundledDependencies } from "./createManifestFacts.ts";
import type { PlanNote } from "./PlanNote.ts";

/**
 * Whether the registry has the packages of the plugin's family that it depends on: those that are published together with
 * it, and forgotten most. Throws NetworkFailure only.
 */
export async function noteDependencies(
  manifest: PublishedManifest,
  host: HostFacts,
  context: ResolveContext & NpmAccess,
): Promise<readonly PlanNote[]> {
  const family = new Set(manifest.backstage?.pluginPackages);
  const siblings = Object.entries(unbundledDependencies(manifest))
    .filter(([name]) => family.has(name) || name.endsWith("-common"))
    .filter(([name]) => !isGiven(name, host));
  const notes = await mapConcurrently(siblings, 4, ([name, range]) =>
    noteMissing(name, range, context),
  );
  return notes.filter((note) => note !== undefined);
}

function isGiven(name: string, { shared, modules }: HostFacts): boolean {
  return shared[name] !== undefined || existsSync(path.join(modules, name));
}

async function noteMissing(
  name: string,
  range: string,
  context: ResolveContext & NpmAccess,
): Promise<PlanNote | undefined> {
  const about = "missing-dependency";
  const severity = "problem";
  try {
    const { packument } = await readPackument(name, context);
    if (pickVersion(packument, range) !== undefined) return undefined;
    const known = Object.keys(packument.versions).slice(-3).join(", ");
    return {
      about,
      severity,
      message: `it depends on ${name} ${range}, of which the registry has no version`,
      hint: `Published last: ${known || "nothing"}.`,
    };
  } catch (error) {
    const isMissing = error instanceof NetworkFailure && error.status === 404;
    if (!isMissing) throw error;
    return {
      about,
      severity,
      message: `it depends on ${name}, which the registry doesn't have`,
      hint: "Use another version of the plugin, or a registry that has it: @scope:registry=… in .npmrc.",
    };
  }
}
