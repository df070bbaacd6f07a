import * as z from "zod";
import type { NpmRule } from "../config/SignatureSettings.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import {
  publishedSignatures,
  publishedVersionSchema,
} from "../sources/npm/Packument.ts";
import {
  readPackument,
  readPublishedDocument,
} from "../sources/npm/readPackument.ts";
import { hasExpired } from "./checkRegistrySignature.ts";
import type {
  Attestation,
  NpmEvidence,
  PublishedSignatures,
} from "./NpmEvidence.ts";
import { readRegistryJson } from "./readRegistryJson.ts";
import type { SignedSubject } from "./SignedSubject.ts";
import type { TrustFiles } from "./TrustFiles.ts";

export interface EvidenceQuestion {
  readonly subject: SignedSubject;
  readonly rule: NpmRule;
  /** Undefined where the registry hasn't been asked yet. */
  readonly published: PublishedSignatures | undefined;
  readonly trust: TrustFiles;
}

/** Asks the package's registry for all that the rule is about. Throws NetworkFailure and CONFIG_TRUST_INVALID. */
export async function readEvidence(
  { subject, rule, published, trust }: EvidenceQuestion,
  context: ResolveContext & NpmAccess,
): Promise<NpmEvidence> {
  const kinds = new Set(rule.signers.map(({ kind }) => kind));
  const asksRegistry = rule.signers.some(
    (signer) => signer.kind === "registry" && signer.keyFile === undefined,
  );
  const told = published ?? (await readPublished(subject, context));
  const [keys, attestations] = await Promise.all([
    asksRegistry ? trust.registryKeys(subject.name, context) : undefined,
    kinds.has("provenance")
      ? readAttestations(subject, told, context)
      : undefined,
  ]);
  const known = [...(keys ?? []), ...(await trust.keysOf(rule))];
  const isLate = told.signatures.some(({ keyid }) =>
    known.some((key) => key.keyid === keyid && hasExpired(key)),
  );
  return {
    readAt: new Date().toISOString(),
    signatures: told.signatures,
    keys,
    publishedAt: isLate ? await readTime(subject, context) : undefined,
    attestations,
  };
}

async function readPublished(
  { name, version }: SignedSubject,
  context: ResolveContext & NpmAccess,
): Promise<PublishedSignatures> {
  const { packument } = await readPackument(name, context);
  const parsed = publishedVersionSchema.safeParse(packument.versions[version]);
  return parsed.success
    ? publishedSignatures(parsed.data.dist)
    : { signatures: [], attestationsUrl: undefined };
}

/** Only the long form of a package's document tells it. */
async function readTime(
  { name, version }: SignedSubject,
  context: ResolveContext & NpmAccess,
): Promise<string | undefined> {
  const { time } = await readPublishedDocument(name, context);
  const published = time[version];
  return typeof published === "string" ? published : undefined;
}

// https://github.com/npm/attestation/tree/main/specs
const attestationsSchema = z.object({
  attestations: z
    .array(z.object({ predicateType: z.string(), bundle: z.unknown() }))
    .max(16),
});

async function readAttestations(
  { name, version }: SignedSubject,
  { attestationsUrl }: PublishedSignatures,
  context: ResolveContext & NpmAccess,
): Promise<readonly Attestation[]> {
  if (attestationsUrl === undefined) return [];
  const registry = (await context.npmConfig()).registryOf(name);
  // A mirror passes on documents that still name the registry it mirrors; it is the one to ask.
  const url = URL.canParse(attestationsUrl, registry)
    ? new URL(attestationsUrl, registry)
    : undefined;
  const own = `${registry}-/npm/v1/attestations/${name.replace("/", "%2f")}@${version}`;
  const asked = url?.origin === new URL(registry).origin ? url.href : own;
  const content = await readRegistryJson(asked, context);
  if (content === undefined) return [];
  const parsed = attestationsSchema.safeParse(content);
  if (parsed.success) return parsed.data.attestations;
  throw new NetworkFailure("format", `${asked} answered no attestations`);
}
