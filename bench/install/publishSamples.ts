import path from "node:path";
import type { OciRegistryService } from "../../scripts/services/startOciRegistry.ts";
import type { VerdaccioService } from "../../scripts/services/startVerdaccio.ts";
import type { SamplePlugin } from "./samplePlugins.ts";

/** Where a published sample is: as Flyloft's configuration names it, and its bytes for those who only download. */
export interface PublishedSample {
  readonly name: string;
  readonly reference: string;
  readonly url: string;
}

export async function publishToNpm(
  registry: VerdaccioService,
  samples: readonly SamplePlugin[],
): Promise<readonly PublishedSample[]> {
  const published: PublishedSample[] = [];
  for (const { name, version, dir } of samples) {
    await registry.publish(dir);
    const url = `${registry.url}/${name}/-/${name}-${version}.tgz`;
    published.push({ name, reference: `${name}@${version}`, url });
  }
  return published;
}

export async function publishToOci(
  registry: OciRegistryService,
  samples: readonly SamplePlugin[],
  namespace = "samples",
): Promise<readonly PublishedSample[]> {
  const published: PublishedSample[] = [];
  for (const { name, version, dir } of samples) {
    const repository = `${namespace}/${name}`;
    const layer = { cwd: path.dirname(dir), entries: [name] };
    const { digest } = await registry.pushArtifact({
      repository,
      tag: version,
      layers: [layer],
    });
    const manifest = await fetch(
      `${registry.url}/v2/${repository}/manifests/${digest}`,
      { headers: { accept: "application/vnd.oci.image.manifest.v1+json" } },
    );
    const { layers } = (await manifest.json()) as {
      layers: { digest: string }[];
    };
    const url = `${registry.url}/v2/${repository}/blobs/${layers[0]?.digest}`;
    const reference = `oci://${registry.host}/${repository}:${version}!${name}`;
    published.push({ name, reference, url });
  }
  return published;
}
