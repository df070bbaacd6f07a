import { createHash, generateKeyPairSync } from "node:crypto";
import { initializeCA, initializeCTLog, initializeTLog } from "@sigstore/mock";

export type SigstoreServices = Awaited<ReturnType<typeof createServices>>;

/** What Sigstore's public services are made of, with keys of its own: an authority, the log of its certificates, that of signatures. */
export async function createServices() {
  const start = new Date(Date.now() - 60_000).toISOString();
  const ctLog = await initializeCTLog(createPair());
  const ca = await initializeCA(createPair("P-384"), ctLog);
  const log = await initializeTLog("https://log.acme.example", createPair());
  return { ca, ctLog, log, start };
}

export function createPair(namedCurve = "P-256") {
  return generateKeyPairSync("ec", { namedCurve });
}

/** As Sigstore's `trusted_root.json`. */
export function trustedRootOf({
  ca,
  ctLog,
  log,
  start,
}: SigstoreServices): object {
  const logOf = (publicKey: Buffer, keyId: Buffer) => ({
    baseUrl: "https://log.acme.example",
    hashAlgorithm: "SHA2_256",
    publicKey: {
      rawBytes: publicKey.toString("base64"),
      keyDetails: "PKIX_ECDSA_P256_SHA_256",
      validFor: { start },
    },
    logId: { keyId: keyId.toString("base64") },
  });
  const logId = createHash("sha256").update(log.publicKey).digest();
  const rawBytes = toBuffer(ca.rootCertificate).toString("base64");
  return {
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: [logOf(log.publicKey, logId)],
    certificateAuthorities: [
      {
        subject: { organization: "acme", commonName: "acme" },
        uri: "https://ca.acme.example",
        certChain: { certificates: [{ rawBytes }] },
        validFor: { start },
      },
    ],
    ctlogs: [logOf(ctLog.publicKey, toBuffer(ctLog.logID))],
    timestampAuthorities: [],
  };
}

export function toBuffer(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
