import type { OciReference } from "@flyloft/plugin-core";
import type { Run } from "../createRun.ts";
import type { Descriptor, Manifest } from "../sources/oci/parseManifest.ts";
import { readBlobBytes } from "../sources/oci/readBlobBytes.ts";
import { RegistryFailure } from "../sources/oci/RegistryFailure.ts";
import { parseCatalog } from "./parseCatalog.ts";
import { type CatalogContent, MAX_CATALOG_BYTES } from "./readCatalogFile.ts";

export const CATALOG_TYPE = "application/vnd.flyloft.catalog.v1+json";

export interface CatalogArtifact {
  readonly reference: OciReference;
  /** As written, redacted. */
  readonly text: string;
}

/**
 * A catalog in an OCI registry: what its tag means now, unless that is known. Throws NetworkFailure or
 * CONFIG_CATALOG_INVALID.
 */
export async function readCatalogArtifact(
  { reference, text }: CatalogArtifact,
  known: CatalogContent | undefined,
  { context, openOci }: Pick<Run, "context" | "openOci">,
): Promise<CatalogContent> {
  const { registry, repository, tag = "latest", digest } = reference;
  const client = (await openOci()).registry(registry, context);
  const { signal } = context;
  const found = await client.readManifest(repository, digest ?? tag, signal);
  if (known?.id === found.digest) return known;
  const layer = layerOf(found.manifest, text);
  const blob = { ...layer, signal };
  const content = await readBlobBytes(client, repository, blob);
  return { id: found.digest, plugins: parseCatalog(text, content.toString()) };
}

function layerOf(manifest: Manifest, text: string): Descriptor {
  const { kind, artifactType, config } = manifest as Manifest & {
    readonly artifactType?: unknown;
    readonly config?: { readonly mediaType?: unknown };
  };
  const type = artifactType ?? config?.mediaType;
  if (kind === "index" || type !== CATALOG_TYPE) {
    throw new RegistryFailure(
      "unsupported",
      `${text} is no catalog: its type is ${JSON.stringify(type)}, not ${CATALOG_TYPE}`,
      { hint: `Push it with oras push --artifact-type ${CATALOG_TYPE}.` },
    );
  }
  const [layer, ...others] = manifest.kind === "image" ? manifest.layers : [];
  if (!layer || others.length > 0 || layer.size > MAX_CATALOG_BYTES) {
    throw new RegistryFailure(
      "unsupported",
      `${text} is no catalog: it has to have one layer of at most ${MAX_CATALOG_BYTES} bytes`,
      { hint: "Push the catalog's document alone." },
    );
  }
  return layer;
}
