import { type TransparencyLogEntry, bundleToJSON } from "@sigstore/bundle";
import {
  DSSEBundleBuilder,
  MessageSignatureBundleBuilder,
} from "@sigstore/sign";
import type { Signatory } from "./Signatory.ts";
import { STATEMENT_TYPE } from "./statements.ts";

/** Annotations of a layer that holds what is signed: https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md */
export type LayerSignature = Readonly<Record<string, string>>;

export const SIGNATURE = "dev.cosignproject.cosign/signature";
const CERTIFICATE = "dev.sigstore.cosign/certificate";
const LOG_ENTRY = "dev.sigstore.cosign/bundle";

/** Signs a payload in cosign's older form. Throws PublishError `PUBLISH_IDENTITY_MISSING`, `PUBLISH_SIGNING_FAILED`. */
export async function signPayload(
  signatory: Signatory,
  payload: Buffer,
): Promise<LayerSignature> {
  const builder = new MessageSignatureBundleBuilder(optionsOf(signatory));
  const bundle = await builder.create({ data: payload });
  const { content, verificationMaterial } = bundle;
  const { signature } = content.messageSignature;
  const [entry] = verificationMaterial.tlogEntries;
  const material = verificationMaterial.content;
  const [certificate] =
    material.$case === "x509CertificateChain"
      ? material.x509CertificateChain.certificates
      : [];
  return {
    [SIGNATURE]: signature.toString("base64"),
    ...(certificate && { [CERTIFICATE]: toPem(certificate.rawBytes) }),
    ...(entry && { [LOG_ENTRY]: JSON.stringify(describeEntry(entry)) }),
  };
}

/** Signs a statement in the form of a Sigstore bundle, as JSON. Throws the same. */
export async function signStatement(
  signatory: Signatory,
  statement: Buffer,
): Promise<Buffer> {
  const builder = new DSSEBundleBuilder(optionsOf(signatory));
  const bundle = await builder.create({
    data: statement,
    type: STATEMENT_TYPE,
  });
  return Buffer.from(JSON.stringify(bundleToJSON(bundle)));
}

function optionsOf({ signer, witnesses }: Signatory) {
  return { signer, witnesses: [...witnesses] };
}

/** What cosign keeps of the log's answer. */
function describeEntry(entry: TransparencyLogEntry): object {
  const set = entry.inclusionPromise?.signedEntryTimestamp;
  return {
    SignedEntryTimestamp: set?.toString("base64"),
    Payload: {
      body: entry.canonicalizedBody.toString("base64"),
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logID: entry.logId.keyId.toString("hex"),
    },
  };
}

function toPem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return [
    "-----BEGIN CERTIFICATE-----",
    ...lines,
    "-----END CERTIFICATE-----",
    "",
  ].join("\n");
}
