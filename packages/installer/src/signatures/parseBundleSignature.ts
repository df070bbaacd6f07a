import * as z from "zod";
import type { BundleSignature } from "./ContainerEvidence.ts";
import { PLUGINS, type ParsedSignature } from "./SignedClaim.ts";

const COSIGN = "https://sigstore.dev/cosign/sign/v1";
const PROVENANCE = "https://slsa.dev/provenance/";
const IN_TOTO = "application/vnd.in-toto+json";

// https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto
const bundleSchema = z.object({
  verificationMaterial: z.object({
    publicKey: z.object({ hint: z.string().optional() }).optional(),
  }),
  dsseEnvelope: z.object({
    payload: z.string(),
    payloadType: z.literal(IN_TOTO),
    signatures: z.tuple([z.object({ sig: z.string() })]),
  }),
});

// https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
const statementSchema = z.object({
  predicateType: z.string(),
  subject: z.array(
    z.object({
      name: z.string().optional(),
      digest: z.record(z.string(), z.string()),
    }),
  ),
  predicate: z.unknown(),
});

const predicateSchema = z.object({ [PLUGINS]: z.string() });

/**
 * Takes a bundle apart. Undefined where it says something else about the artifact, such as what it was tested with. Throws
 * where it is no bundle.
 */
export function parseBundleSignature(
  evidence: BundleSignature,
): ParsedSignature | undefined {
  const { bundle } = evidence;
  const { dsseEnvelope, verificationMaterial } = bundleSchema.parse(bundle);
  const { payloadType, signatures } = dsseEnvelope;
  const payload = Buffer.from(dsseEnvelope.payload, "base64");
  const { predicateType, subject, predicate } = statementSchema.parse(
    JSON.parse(payload.toString("utf8")),
  );
  const isProvenance = predicateType.startsWith(PROVENANCE);
  if (!isProvenance && predicateType !== COSIGN) return undefined;
  const { publicKey } = verificationMaterial;
  const told = predicateSchema.safeParse(predicate);
  const plugins =
    told.success && !isProvenance ? told.data[PLUGINS] : undefined;
  return {
    evidence,
    by: publicKey ? "key" : "certificate",
    isProvenance,
    claim: { subjects: subject.flatMap(toSubjects), plugins },
    message: preAuthEncoding(payloadType, payload),
    signature: Buffer.from(signatures[0].sig, "base64"),
    hint: publicKey?.hint,
    bundle: publicKey ? undefined : bundle,
  };
}

function toSubjects({
  name,
  digest,
}: z.infer<typeof statementSchema>["subject"][number]) {
  return Object.entries(digest).map(([algorithm, hex]) => ({
    digest: `${algorithm}:${hex}`,
    name: name || undefined,
  }));
}

/** https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
function preAuthEncoding(type: string, payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}
