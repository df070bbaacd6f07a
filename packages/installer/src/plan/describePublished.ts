import type { ErrorReport } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { isNamedAsLibrary, readFamily } from "../families/readFamily.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import type { PublishedManifest } from "../sources/npm/PublishedManifest.ts";
import { readManifest } from "../sources/npm/readManifest.ts";
import type { PackageFacts } from "../verify/PackageFacts.ts";
import { createManifestFacts } from "./createManifestFacts.ts";
import { explainNoPlugin } from "./explainNoPlugin.ts";
import { type Surroundings, listNotes } from "./listNotes.ts";
import { noteDependencies } from "./noteDependencies.ts";
import type { PlanNote } from "./PlanNote.ts";

interface Asking extends Surroundings {
  readonly context: ResolveContext & NpmAccess;
}

/** What a registry's answer tells of a package that isn't in the store. */
export interface Published {
  readonly facts: PackageFacts;
  /** Why it can't be a plugin at all. */
  readonly refusal: ErrorReport | undefined;
  readonly notes: readonly PlanNote[];
}

/** Undefined where the registry doesn't tell more than that the version exists. */
export async function describePublished(
  exact: { readonly name: string; readonly version: string },
  request: PluginRequest,
  asking: Asking,
): Promise<Published | undefined> {
  try {
    const manifest = await readManifest(exact, asking.context);
    const facts = createManifestFacts(manifest);
    const refusal = explainNoPlugin(manifest);
    if (refusal) return { facts, refusal, notes: [] };
    const [offers, missing] = await Promise.all([
      noteOffers(manifest, request, asking),
      noteDependencies(manifest, asking.host, asking.context),
    ]);
    const notes = [...listNotes(manifest, asking), ...missing, ...offers];
    return { facts, refusal, notes };
  } catch (error) {
    if (error instanceof NetworkFailure) return undefined;
    throw error;
  }
}

async function noteOffers(
  manifest: PublishedManifest,
  request: PluginRequest,
  { context, configured }: Asking,
): Promise<readonly PlanNote[]> {
  if (request.with === "family") return [];
  const members = await readFamily(manifest, context, (name) => {
    return !configured.has(name);
  });
  const offered = members.filter(({ version }) => version !== undefined);
  return noteOffered(offered.map(({ name }) => name));
}

/** Of a package that is there already, by names alone: nothing is asked. */
export function noteStoredOffers(
  pluginPackages: readonly string[],
  name: string,
  configured: ReadonlySet<string>,
): readonly PlanNote[] {
  return noteOffered(
    pluginPackages.filter(
      (other) =>
        other !== name && !configured.has(other) && !isNamedAsLibrary(other),
    ),
  );
}

function noteOffered(names: readonly string[]): readonly PlanNote[] {
  if (names.length === 0) return [];
  return [
    {
      about: "offers",
      severity: "info",
      message: `offers ${names.join(", ")}`,
      hint: "To have that too, add `with: family` to the entry.",
    },
  ];
}
