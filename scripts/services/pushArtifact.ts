import { packTarball } from "./packTarball.ts";
import type { Descriptor, RegistryWriter } from "./RegistryWriter.ts";

/** One layer: folders and files on disk packed together, or bytes as they are. */
interface LayerOptions {
  /** The folder whose entries are packed. */
  readonly cwd?: string;
  /** What of it; everything where left out. */
  readonly entries?: readonly string[];
  readonly bytes?: Buffer;
  readonly mediaType?: string;
  /** As ORAS leaves them, e.g. `org.opencontainers.image.title`. */
  readonly annotations?: Readonly<Record<string, string>>;
}

interface ManifestOptions {
  readonly layers: readonly LayerOptions[];
  readonly annotations?: Readonly<Record<string, string>>;
  /** Becomes the annotation `io.backstage.dynamic-packages`: folder → facts of the plugin in it. */
  readonly dynamicPackages?: Readonly<Record<string, unknown>>;
  readonly artifactType?: string;
  /** `os/architecture`; only inside an index. */
  readonly platform?: string;
}

export interface ArtifactOptions extends Partial<ManifestOptions> {
  readonly repository: string;
  readonly tag?: string;
  /** Makes the artifact an index of these manifests. */
  readonly index?: readonly ManifestOptions[];
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
const CONFIG = "application/vnd.oci.image.config.v1+json";

/** Puts an artifact together as the exporters of dynamic plugins do, pushes it and answers the digest behind its tag. */
export async function pushArtifact(
  writer: RegistryWriter,
  artifact: ArtifactOptions,
): Promise<{ digest: string }> {
  const { repository, tag, index, layers = [] } = artifact;
  if (!index) {
    const options = { ...artifact, layers };
    return pushManifest({ writer, repository, tag }, options);
  }
  const manifests: Descriptor[] = [];
  for (const options of index) {
    const pushed = await pushManifest({ writer, repository }, options);
    const [os, architecture] = options.platform?.split("/") ?? [];
    const platform = os && architecture ? { os, architecture } : undefined;
    manifests.push({ ...pushed, ...(platform && { platform }) });
  }
  const content = { schemaVersion: 2, mediaType: INDEX, manifests };
  return writer.putManifest(repository, content, tag);
}

interface Target {
  readonly writer: RegistryWriter;
  readonly repository: string;
  readonly tag?: string | undefined;
}

async function pushManifest(
  { writer, repository, tag }: Target,
  options: ManifestOptions,
): Promise<Descriptor> {
  const layers: Descriptor[] = [];
  for (const layer of options.layers) {
    layers.push(await pushLayer(writer, repository, layer));
  }
  const empty = Buffer.from("{}");
  const config = await writer.putBlob(repository, CONFIG, empty);
  const annotations = {
    ...options.annotations,
    ...(options.dynamicPackages && {
      "io.backstage.dynamic-packages": encodePackages(options.dynamicPackages),
    }),
  };
  const hasAnnotations = Object.keys(annotations).length > 0;
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    ...(options.artifactType && { artifactType: options.artifactType }),
    config,
    layers,
    ...(hasAnnotations && { annotations }),
  };
  return writer.putManifest(repository, manifest, tag);
}

async function pushLayer(
  writer: RegistryWriter,
  repository: string,
  layer: LayerOptions,
): Promise<Descriptor> {
  const { cwd = ".", entries, annotations, mediaType = LAYER } = layer;
  const content =
    layer.bytes ?? (await packTarball({ cwd, ...(entries && { entries }) }));
  const blob = await writer.putBlob(repository, mediaType, content);
  return annotations ? { ...blob, annotations } : blob;
}

/** Base64 of a JSON list with one object per plugin. */
function encodePackages(packages: Readonly<Record<string, unknown>>): string {
  const list = Object.entries(packages).map(([path, facts]) => ({
    [path]: facts,
  }));
  return Buffer.from(JSON.stringify(list)).toString("base64");
}
