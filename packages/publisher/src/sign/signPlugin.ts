import {
  readIfThere,
  type IdentifiedManifest,
  type OciRegistry,
} from "@flyloft/installer/publishing";
import { type OciReference, parseReference } from "@flyloft/plugin-core";
import { PublishError } from "../errors.ts";
import {
  type RegistryAccess,
  openRegistry,
  toPublishError,
} from "../push/registryAccess.ts";
import {
  type MadeSignature,
  type SigningChoice,
  openSignatory,
  signArtifact,
} from "./signArtifact.ts";
import { listPackages } from "./listPackages.ts";
import type { SigningSubject } from "./statements.ts";

export interface SignOptions extends RegistryAccess, SigningChoice {
  /** `oci://registry/repository`, with a tag or a digest. */
  readonly reference: string;
  /** Told what is about to be signed, before a key is opened. */
  readonly announce?: ((subject: SigningSubject) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SignedPlugin extends SigningSubject {
  /** With its digest. */
  readonly reference: string;
  /** `sha256:<hex>` of the public key; undefined where an identity signed. */
  readonly key: string | undefined;
  readonly signatures: readonly MadeSignature[];
}

/**
 * Signs an artifact in an OCI registry: the digest that the reference leads to now, its repository, and the packages in it.
 * Signed twice with the same key it stays as it is; signatures of others stay too.
 *
 * @throws PublishError `PUBLISH_REFERENCE_INVALID`, `PUBLISH_ARTIFACT_MISSING`, `PUBLISH_SIGNATURES_FOREIGN`,
 * `PUBLISH_UNAUTHORIZED`, `PUBLISH_REGISTRY_FAILED`, those of `openSignatory`, `PUBLISH_IDENTITY_MISSING`,
 * `PUBLISH_SIGNING_FAILED`; InstallerError where what is there is no plugin
 */
export async function signPlugin(options: SignOptions): Promise<SignedPlugin> {
  const target = readTarget(options.reference);
  const { repository } = target;
  const name = `${target.registry}/${repository}`;
  const signal = options.signal ?? new AbortController().signal;
  const registry = openRegistry(target.registry, options);
  try {
    const artifact = await locate(registry, target, signal);
    const { digest } = artifact;
    const reference = `oci://${name}@${digest}`;
    const packages = await listPackages(reference, options);
    const subject = { name, digest, packages };
    options.announce?.(subject);
    const signatory = await openSignatory(options, options);
    const key = signatory.key?.fingerprint;
    const to = { registry, repository, artifact, subject, signal };
    const signatures = await signArtifact(to, signatory, options.forms);
    return { reference, ...subject, key, signatures };
  } catch (error) {
    throw toPublishError(error, options.reference);
  } finally {
    await registry.close();
  }
}

function readTarget(text: string): OciReference {
  const reference = parseReference(text);
  if (reference?.kind === "oci") return reference;
  throw new PublishError(
    "PUBLISH_REFERENCE_INVALID",
    `${JSON.stringify(text)} is no artifact in an OCI registry`,
    {
      hint: "Write oci://registry/repository:tag. Packages of npm are signed by their registry, and by the build with npm publish --provenance.",
    },
  );
}

async function locate(
  registry: OciRegistry,
  { repository, tag = "latest", digest }: OciReference,
  signal: AbortSignal,
): Promise<IdentifiedManifest> {
  const reference = digest ?? tag;
  const found = await readIfThere(registry, { repository, reference, signal });
  if (found) return found;
  throw new PublishError(
    "PUBLISH_ARTIFACT_MISSING",
    `There is no ${reference} in ${repository}`,
    { hint: "Push it first, and sign the reference that push prints." },
  );
}
