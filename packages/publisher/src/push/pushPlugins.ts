import { existsSync } from "node:fs";
import path from "node:path";
import type { OciRegistry } from "@flyloft/installer/publishing";
import { type OciReference, parseReference } from "@flyloft/plugin-core";
import { PublishError } from "../errors.ts";
import { createArtifact } from "../pack/createArtifact.ts";
import { type LayoutContent, readLayout } from "../pack/layout.ts";
import type { PackageContent } from "../pack/PackageContent.ts";
import { tagOf } from "../pack/tagOf.ts";
import { readValidContent } from "../validate/validatePlugin.ts";
import type { MadeSignature, SigningChoice } from "../sign/signArtifact.ts";
import { listPackages } from "../sign/listPackages.ts";
import {
  type RegistryAccess,
  openRegistry,
  toPublishError,
} from "./registryAccess.ts";

export interface PushOptions extends RegistryAccess {
  /** `oci://registry/repository`, with a tag or without: the version of the first package then. */
  readonly target: string;
  /** Of plugins' packages; or one OCI layout, which goes as it is. */
  readonly folders: readonly string[];
  /** More tags for the same artifact. */
  readonly tags: readonly string[];
  /** Repositories of the same registry that may have some of the blobs. */
  readonly mountFrom?: string | undefined;
  /** Signs it before any tag leads to it. */
  readonly sign?: SigningChoice | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PushedArtifact {
  /** With its digest: what to install for exactly this. */
  readonly reference: string;
  readonly digest: string;
  readonly tags: readonly string[];
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    /** Inside the artifact. */
    readonly folder: string;
  }[];
  /** Empty where nothing was to be signed. */
  readonly signatures: readonly MadeSignature[];
  readonly blobs: readonly {
    readonly digest: string;
    readonly bytes: number;
    readonly outcome: "kept" | "mounted" | "uploaded";
  }[];
}

const TAG = /^\w[\w.-]{0,127}$/;

/**
 * Pushes packages as one artifact. What the repository has isn't sent again; the tags come last, so that they never lead to
 * half an artifact.
 *
 * @throws PublishError `PUBLISH_REFERENCE_INVALID`, `PUBLISH_TAG_INVALID`, `PUBLISH_INVALID`, `PUBLISH_PACKAGES_CLASH`,
 * `PUBLISH_LAYOUT_INVALID`, `PUBLISH_UNAUTHORIZED`, `PUBLISH_REGISTRY_FAILED`, and what `signPlugin` throws
 */
export async function pushPlugins(
  options: PushOptions,
): Promise<PushedArtifact> {
  const { target, mountFrom } = options;
  const { registry: host, repository, tag } = readTarget(target);
  const { content, packages } = await readContents(options.folders);
  const version = packages[0]?.version;
  const own = tag ?? (version === undefined ? "latest" : tagOf(version));
  const tags = [...new Set([own, ...options.tags])];
  for (const one of tags) checkTag(one);
  const signal = options.signal ?? new AbortController().signal;
  const registry = openRegistry(host, options);
  try {
    const blobs = await Promise.all(
      content.blobs.map(async (blob) => {
        const push = { repository, blob, signal, mountFrom };
        const outcome = await registry.pushBlob(push);
        return { digest: blob.digest, bytes: blob.bytes.length, outcome };
      }),
    );
    const asked = { host, repository, content, packages, signal };
    const signatures = await signPushed(registry, asked, options);
    for (const one of tags) {
      const manifest = { ...content.manifest, tag: one };
      await registry.pushManifest(repository, manifest, signal);
    }
    const { digest } = content.manifest;
    const reference = `oci://${host}/${repository}:${own}@${digest}`;
    return { reference, digest, tags, packages, signatures, blobs };
  } catch (error) {
    throw toPublishError(error, target);
  } finally {
    await registry.close();
  }
}

interface Pushed {
  readonly host: string;
  readonly repository: string;
  readonly content: LayoutContent;
  readonly packages: PushedArtifact["packages"];
  readonly signal: AbortSignal;
}

async function signPushed(
  registry: OciRegistry,
  { host, repository, content, packages, signal }: Pushed,
  options: PushOptions,
): Promise<readonly MadeSignature[]> {
  const { sign } = options;
  if (!sign) return [];
  const { openSignatory, signArtifact } =
    await import("../sign/signArtifact.ts");
  const signatory = await openSignatory(sign, options);
  const { digest } = content.manifest;
  const untagged = { ...content.manifest, tag: digest };
  await registry.pushManifest(repository, untagged, signal);
  const artifact = await registry.readManifest(repository, digest, signal);
  const name = `${host}/${repository}`;
  const known = packages.map(({ name: one, version }) => `${one}@${version}`);
  const inside =
    known.length > 0
      ? known
      : await listPackages(`oci://${name}@${digest}`, options);
  const subject = { name, digest, packages: inside };
  const to = { registry, repository, artifact, subject, signal };
  return signArtifact(to, signatory, sign.forms);
}

function readTarget(text: string): Pick<
  OciReference,
  "registry" | "repository"
> & {
  readonly tag: string | undefined;
} {
  const reference = parseReference(text);
  if (
    reference?.kind !== "oci" ||
    reference.path !== undefined ||
    reference.digest !== undefined
  ) {
    throw new PublishError(
      "PUBLISH_REFERENCE_INVALID",
      `${JSON.stringify(text)} is no place to push to`,
      {
        hint: "Write oci://registry/repository or oci://registry/repository:tag.",
      },
    );
  }
  const { registry, repository, tag } = reference;
  const isTold = text.endsWith(`${repository}:${tag}`);
  return { registry, repository, tag: isTold ? tag : undefined };
}

function checkTag(tag: string): void {
  if (TAG.test(tag)) return;
  throw new PublishError(
    "PUBLISH_TAG_INVALID",
    `${JSON.stringify(tag)} can't be a tag`,
    {
      hint: "A tag has letters, digits, dots, dashes and underscores, at most 128.",
    },
  );
}

async function readContents(folders: readonly string[]): Promise<{
  readonly content: LayoutContent;
  readonly packages: PushedArtifact["packages"];
}> {
  const [first] = folders;
  if (first && folders.length === 1 && isLayout(first)) {
    return { content: await readLayout(first), packages: [] };
  }
  const packages: PackageContent[] = [];
  for (const folder of folders) packages.push(await readValidContent(folder));
  const artifact = await createArtifact(packages);
  return {
    content: artifact,
    packages: artifact.packages.map(({ name, version, folder }) => {
      return { name, version, folder };
    }),
  };
}

function isLayout(folder: string): boolean {
  return existsSync(path.join(folder, "oci-layout"));
}
