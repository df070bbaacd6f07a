import type { OciReference } from "@flyloft/plugin-core";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import type { OciLayer } from "../../resolve/ResolvedPlugin.ts";
import type { IdentifiedManifest, OciRegistry } from "./OciRegistry.ts";
import { RegistryFailure } from "./RegistryFailure.ts";
import { selectPlatform, toPlatform } from "./selectPlatform.ts";
import { toLayers } from "./toLayers.ts";

/** What of an artifact concerns this machine. */
export interface Artifact {
  /** Of the image's manifest; of the matching platform's where the reference names an index. */
  readonly digest: string;
  /** Digest of the index that the reference names; undefined where it names an image. */
  readonly index: string | undefined;
  readonly layers: readonly OciLayer[];
  /** Of the manifest and of the index that led to it. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** An index may name another one; deeper than this nobody means it. */
export const MAX_INDEXES = 3;

/** Reads what a reference means now. A digest in it decides; the tag beside it is for people. */
export async function readArtifact(
  registry: OciRegistry,
  reference: Pick<OciReference, "repository" | "tag" | "digest">,
  signal: AbortSignal,
): Promise<Artifact> {
  const { repository } = reference;
  let found = await readNamed(registry, reference, signal);
  const index = found.manifest.kind === "index" ? found.digest : undefined;
  let annotations = found.manifest.annotations;
  for (let indexes = 0; found.manifest.kind === "index"; indexes += 1) {
    if (indexes === MAX_INDEXES) {
      const message = "the artifact is an index inside too many others";
      throw new RegistryFailure("unsupported", message);
    }
    const platform = toPlatform(process.platform, process.arch);
    const { digest } = selectPlatform(found.manifest.manifests, platform);
    found = await registry.readManifest(repository, digest, signal);
    annotations = { ...annotations, ...found.manifest.annotations };
  }
  const layers = toLayers(found.manifest.layers);
  return { digest: found.digest, index, layers, annotations };
}

async function readNamed(
  registry: OciRegistry,
  reference: Pick<OciReference, "repository" | "tag" | "digest">,
  signal: AbortSignal,
): Promise<IdentifiedManifest> {
  const { repository, tag = "latest", digest } = reference;
  try {
    return await registry.readManifest(repository, digest ?? tag, signal);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const tags = await registry
      .listTags(repository, signal)
      .catch((cause: unknown) => {
        signal.throwIfAborted();
        return isNotFound(cause) ? undefined : [];
      });
    if (!tags) {
      const message = `the registry has no repository '${repository}'`;
      throw new RegistryFailure("not-found", message, { cause: error });
    }
    if (digest) {
      const message = `the registry has no ${digest} in '${repository}'`;
      throw new RegistryFailure("version", message, { cause: error });
    }
    throw new RegistryFailure(
      "tag",
      `the registry has no tag '${tag}' in '${repository}'; ${describeTags(tags)}`,
      { cause: error },
    );
  }
}

const TAGS_SHOWN = 10;

function describeTags(tags: readonly string[]): string {
  if (tags.length === 0) return "it lists none";
  const shown = tags.slice(-TAGS_SHOWN).join(", ");
  const more =
    tags.length > TAGS_SHOWN ? ` and ${tags.length - TAGS_SHOWN} more` : "";
  return `there are ${shown}${more}`;
}

function isNotFound(error: unknown): boolean {
  return error instanceof NetworkFailure && error.status === 404;
}
