import { X509Certificate, createHash } from "node:crypto";
import * as z from "zod";
import type { SimpleSignature } from "./ContainerEvidence.ts";
import { PLUGINS, type ParsedSignature } from "./SignedClaim.ts";

const payloadSchema = z.object({
  critical: z.object({
    type: z.enum([
      "cosign container image signature",
      "atomic container signature",
    ]),
    identity: z.object({ "docker-reference": z.string() }),
    image: z.object({ "docker-manifest-digest": z.string() }),
  }),
  optional: z.object({ [PLUGINS]: z.string().optional() }).nullish(),
});

const receiptSchema = z.object({
  SignedEntryTimestamp: z.string(),
  Payload: z.object({
    body: z.string(),
    integratedTime: z.int(),
    logIndex: z.int(),
    logID: z.string(),
  }),
});

const logBodySchema = z.object({ kind: z.string(), apiVersion: z.string() });

/** Takes cosign's older form apart. Throws where it is something else. */
export function parseSimpleSignature(
  evidence: SimpleSignature,
): ParsedSignature {
  const { payload, signature, certificate, receipt } = evidence;
  const message = Buffer.from(payload, "base64");
  const { critical, optional } = payloadSchema.parse(
    JSON.parse(message.toString("utf8")),
  );
  const digest = critical.image["docker-manifest-digest"];
  const name = critical.identity["docker-reference"] || undefined;
  const plugins = optional?.[PLUGINS];
  const parsed = {
    evidence,
    isProvenance: false,
    claim: { subjects: [{ digest, name }], plugins },
    message,
    signature: Buffer.from(signature, "base64"),
    hint: undefined,
  };
  if (certificate === undefined) {
    return { ...parsed, by: "key", bundle: undefined };
  }
  const bundle = toBundle(parsed, certificate, receipt);
  return { ...parsed, by: "certificate", bundle };
}

/** The same in the form of a bundle, which has a place for all of it. */
function toBundle(
  { message, signature }: Pick<ParsedSignature, "message" | "signature">,
  certificate: string,
  receipt: string | undefined,
): object {
  const { raw } = new X509Certificate(certificate);
  const digest = createHash("sha256").update(message).digest("base64");
  return {
    mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
    verificationMaterial: {
      x509CertificateChain: {
        certificates: [{ rawBytes: raw.toString("base64") }],
      },
      tlogEntries: receipt === undefined ? [] : [toLogEntry(receipt)],
    },
    messageSignature: {
      messageDigest: { algorithm: "SHA2_256", digest },
      signature: signature.toString("base64"),
    },
  };
}

function toLogEntry(text: string): object {
  const receipt = receiptSchema.parse(JSON.parse(text));
  const { body, integratedTime, logIndex, logID } = receipt.Payload;
  const { kind, apiVersion } = logBodySchema.parse(
    JSON.parse(Buffer.from(body, "base64").toString("utf8")),
  );
  return {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, "hex").toString("base64") },
    kindVersion: { kind, version: apiVersion },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: receipt.SignedEntryTimestamp },
    canonicalizedBody: body,
  };
}
