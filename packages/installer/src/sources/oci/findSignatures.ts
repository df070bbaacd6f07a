import { NetworkFailure } from "../../network/NetworkFailure.ts";
import { mapConcurrently } from "../../mapConcurrently.ts";
import type { IdentifiedManifest, OciRegistry } from "./OciRegistry.ts";
import type { Descriptor } from "./parseManifest.ts";
import { referrersTag } from "./readReferrers.ts";
import { RegistryFailure } from "./RegistryFailure.ts";

/** Of every version: `application/vnd.dev.sigstore.bundle.v0.3+json` is the one that is written now. */
const BUNDLE_TYPE = /^application\/vnd\.dev\.sigstore\.bundle\b/;

/** A manifest that brings signatures of another one. What its layers hold is still to be read, and to be doubted. */
export interface SignatureManifest {
  /** `simple`: cosign's older form, under a tag of its own; `bundle`: a Sigstore bundle that refers to what it signs. */
  readonly form: "simple" | "bundle";
  /** Digest of what is signed. */
  readonly subject: string;
  /** Undefined for those that refer. */
  readonly tag: string | undefined;
  readonly digest: string;
  readonly content: Buffer;
  readonly layers: readonly Descriptor[];
}

export interface FoundSignatures {
  readonly manifests: readonly SignatureManifest[];
  /** What is there and can't be taken for a signature, each in words to follow a name. */
  readonly problems: readonly string[];
}

export interface SignatureQuestion {
  readonly repository: string;
  /** Digest of the signed manifest. */
  readonly subject: string;
  readonly signal: AbortSignal;
}

/** Who may push can leave any number of them; nobody signs that often. */
export const MAX_SIGNATURES = 32;
const AT_ONCE = 4;

/**
 * The signatures of a manifest in all forms: https://github.com/sigstore/cosign/tree/main/specs. Throws NetworkFailure where
 * the registry can't tell; what it tells and nobody can read is a problem.
 */
export async function findSignatures(
  registry: OciRegistry,
  question: SignatureQuestion,
): Promise<FoundSignatures> {
  const found = await Promise.all([
    findBundles(registry, question),
    findSimple(registry, question),
  ]);
  return {
    manifests: found.flatMap(({ manifests }) => manifests),
    problems: found.flatMap(({ problems }) => problems),
  };
}

/** `sha256-<hex>.sig`. */
export function signatureTag(digest: string): string {
  return `${referrersTag(digest)}.sig`;
}

/** Those that refer to what they sign. Throws as `findSignatures` does. */
export async function findBundles(
  registry: OciRegistry,
  { repository, subject, signal }: SignatureQuestion,
): Promise<FoundSignatures> {
  const what = `the list of what refers to ${subject}`;
  const listed = await reading(what, () =>
    registry.readReferrers(repository, subject, signal),
  );
  if (typeof listed === "string") return { manifests: [], problems: [listed] };
  const bundles = listed.filter(({ artifactType }) => isBundle(artifactType));
  const read = await mapConcurrently(
    bundles.slice(0, MAX_SIGNATURES),
    AT_ONCE,
    async ({ digest }) =>
      (await readOne(registry, { repository, reference: digest, signal })) ??
      `the registry lists ${digest} and hasn't got it`,
  );
  const manifests = read.filter((one) => typeof one === "object");
  return {
    manifests: manifests.map((one) => ({
      form: "bundle",
      subject,
      tag: undefined,
      ...one,
    })),
    problems: [
      ...read.filter((one) => typeof one === "string"),
      ...(bundles.length > MAX_SIGNATURES ? [tooMany(bundles.length)] : []),
    ],
  };
}

export function isBundle(type: string | undefined): boolean {
  return type !== undefined && BUNDLE_TYPE.test(type);
}

/** Those in cosign's older form: one question, whose answer leads to them. Throws as `findSignatures` does. */
export async function findSimple(
  registry: OciRegistry,
  { repository, subject, signal }: SignatureQuestion,
): Promise<FoundSignatures> {
  const tag = signatureTag(subject);
  const read = await readOne(registry, { repository, reference: tag, signal });
  if (typeof read === "string") return { manifests: [], problems: [read] };
  const manifests = read
    ? [{ form: "simple" as const, subject, tag, ...read }]
    : [];
  return { manifests, problems: [] };
}

interface WantedManifest {
  readonly repository: string;
  /** Tag or digest. */
  readonly reference: string;
  readonly signal: AbortSignal;
}

type ReadManifest = Pick<SignatureManifest, "digest" | "content" | "layers">;

/** Undefined where the registry hasn't got it. */
export function readIfThere(
  registry: OciRegistry,
  { repository, reference, signal }: WantedManifest,
): Promise<IdentifiedManifest | undefined> {
  return registry
    .readManifest(repository, reference, signal)
    .catch((error: unknown) => {
      const isGone = error instanceof NetworkFailure && error.status === 404;
      if (isGone) return undefined;
      throw error;
    });
}

/** Undefined where it isn't there, words where it is something else. */
function readOne(
  registry: OciRegistry,
  { repository, reference, signal }: WantedManifest,
): Promise<ReadManifest | string | undefined> {
  return reading(`the manifest ${reference}`, async () => {
    const read = await readIfThere(registry, {
      repository,
      reference,
      signal,
    });
    if (!read) return undefined;
    const { digest, content, manifest } = read;
    if (manifest.kind === "index") return `${reference} is an index`;
    return { digest, content, layers: manifest.layers };
  });
}

/** What `read` answers, or in words what is wrong with what is there; a registry that can't tell is a failure. */
export async function reading<Value>(
  what: string,
  read: () => Promise<Value>,
): Promise<Value | string> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof NetworkFailure) || !isAboutContent(error))
      throw error;
    return `${what} can't be used: ${error.message}`;
  }
}

const CONTENT = new Set(["unsupported", "digest"]);

function isAboutContent(failure: NetworkFailure): boolean {
  return failure instanceof RegistryFailure
    ? CONTENT.has(failure.problem)
    : failure.kind === "size" || failure.status === 404;
}

export function tooMany(count: number): string {
  return `of its ${count} signatures only ${MAX_SIGNATURES} were looked at`;
}
