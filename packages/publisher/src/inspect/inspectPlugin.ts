import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type InspectedPackage,
  type InspectOptions,
  inspectPackages,
} from "@flyloft/installer/publishing";
import { type LayoutContent, readLayout } from "../pack/layout.ts";
import type { ConfigKey } from "./listConfigKeys.ts";
import { readConfigKeys } from "./readConfigKeys.ts";

export interface InspectedPlugin {
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  readonly role: string | undefined;
  readonly pluginId: string | undefined;
  readonly family: readonly string[];
  readonly title: string | undefined;
  readonly category: string | undefined;
  readonly license: string | undefined;
  readonly parts: { readonly backend: boolean; readonly frontend: boolean };
  readonly permissions: {
    readonly required: readonly string[];
    readonly optional: readonly string[];
  };
  /** What it expects of the portal or of a registry, by name. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly configKeys: readonly ConfigKey[];
  /** Of the bytes: SRI, `sha256:<hex>!folder` in an artifact. */
  readonly digest: string;
  readonly files: number;
  readonly bytes: number;
}

export interface InspectedArtifact {
  readonly digest: string;
  readonly layers: readonly {
    readonly digest: string;
    readonly bytes: number;
    readonly mediaType: string;
  }[];
  readonly annotations: Readonly<Record<string, string>>;
}

export interface InspectionReport {
  readonly reference: string;
  /** Where it is one in an OCI registry or layout. */
  readonly artifact: InspectedArtifact | undefined;
  readonly packages: readonly InspectedPlugin[];
}

/**
 * Tells what is in a package, wherever it is: a folder, an archive, an OCI layout, npm, an OCI registry. Nothing is installed,
 * and no code of it runs.
 *
 * @throws InstallerError, as installing would; PublishError `PUBLISH_LAYOUT_INVALID`
 */
export async function inspectPlugin(
  options: InspectOptions,
): Promise<InspectionReport> {
  const { reference, configDir } = options;
  const folder = path.resolve(configDir, reference);
  if (existsSync(path.join(folder, "oci-layout"))) {
    return inspectLayout(folder, options);
  }
  const local = existsSync(folder) ? folder : reference;
  const asked = { ...options, reference: local };
  const { artifact, packages } = await inspectPackages(asked, describe);
  return {
    reference,
    artifact: artifact && {
      digest: artifact.digest,
      annotations: artifact.annotations,
      layers: artifact.layers.map(({ digest, size, mediaType }) => {
        return { digest, bytes: size, mediaType };
      }),
    },
    packages,
  };
}

/** Each layer of ours is an archive of one package. */
async function inspectLayout(
  folder: string,
  options: InspectOptions,
): Promise<InspectionReport> {
  const content = await readLayout(folder);
  const { layers, annotations } = readManifest(content);
  const into = await mkdtemp(path.join(tmpdir(), "flyloft-layout-"));
  try {
    const packages: InspectedPlugin[] = [];
    for (const { digest } of layers) {
      const blob = content.blobs.find((one) => one.digest === digest);
      const file = path.join(into, "layer.tgz");
      await writeFile(file, blob?.bytes ?? "");
      const asked = { ...options, reference: file };
      const found = await inspectPackages(asked, describe);
      packages.push(...found.packages);
    }
    const { digest } = content.manifest;
    const artifact = { digest, layers, annotations };
    return { reference: options.reference, artifact, packages };
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}

function readManifest({ manifest }: LayoutContent) {
  const { layers, annotations = {} } = JSON.parse(
    manifest.bytes.toString(),
  ) as {
    layers: readonly { digest: string; size: number; mediaType: string }[];
    annotations?: Readonly<Record<string, string>>;
  };
  return {
    annotations,
    layers: layers.map(({ digest, size, mediaType }) => {
      return { digest, bytes: size, mediaType };
    }),
  };
}

async function describe(found: InspectedPackage): Promise<InspectedPlugin> {
  const { facts, files, digest } = found;
  const { name, version, description, role, pluginId, permissions } = facts;
  const { title, category, license } = facts.profile;
  const { backend, frontend } = facts.parts;
  return {
    name,
    version,
    description,
    role,
    pluginId,
    family: facts.pluginPackages,
    title,
    category,
    license,
    parts: { backend, frontend },
    permissions,
    dependencies: facts.ranges,
    configKeys: await readConfigKeys(found),
    digest,
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  };
}
