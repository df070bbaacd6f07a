import { type KeyObject, X509Certificate, createHash, sign } from "node:crypto";
import {
  type ImageClaim,
  type ImageSignature,
  PAYLOAD_TYPE,
  type SignatureForm,
  bundleOf,
  preAuthEncoding,
  simplePayload,
  statementOf,
} from "./imageSigner.ts";
import {
  type SigstoreServices,
  createPair,
  createServices,
  toBuffer,
  trustedRootOf,
} from "./sigstoreServices.ts";

export interface Build {
  readonly issuer: string;
  /** The workflow that runs. */
  readonly identity: string;
  readonly repository?: string;
}

export interface Claim {
  /** Package URL. */
  readonly name: string;
  /** SRI of the tarball. */
  readonly integrity: string;
  readonly predicateType?: string;
}

const PROVENANCE = "https://slsa.dev/provenance/v1";

/** What Sigstore's public services do for a build, with keys of its own: certificates, their log, and that of signatures. */
export class BuildService {
  readonly #services: SigstoreServices;

  private constructor(services: SigstoreServices) {
    this.#services = services;
  }

  static async start(): Promise<BuildService> {
    return new BuildService(await createServices());
  }

  /** As Sigstore's `trusted_root.json`. */
  trustedRoot(): object {
    return trustedRootOf(this.#services);
  }

  /** As registries tell attestations. */
  async attest(
    build: Build,
    { name, integrity, predicateType = PROVENANCE }: Claim,
  ): Promise<{ predicateType: string; bundle: SignedBundle }> {
    const sha512 = Buffer.from(integrity.slice(7), "base64").toString("hex");
    const statement = {
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name, digest: { sha512 } }],
      predicateType,
      predicate: {},
    };
    const payload = Buffer.from(JSON.stringify(statement));
    return { predicateType, bundle: await this.#envelop(build, payload) };
  }

  /** As cosign signs images without a key of one's own. */
  async signImage(
    form: SignatureForm,
    build: Build,
    claim: ImageClaim,
  ): Promise<ImageSignature> {
    if (form === "bundle") {
      return bundleOf(await this.#envelop(build, statementOf(claim)));
    }
    const content = simplePayload(claim);
    const pair = createPair();
    const sig = sign("sha256", content, pair.privateKey).toString("base64");
    const certificate = toPem(await this.#certify(build, pair.publicKey));
    const entry = await this.#record({
      apiVersion: "0.0.1",
      kind: "hashedrekord",
      spec: {
        data: { hash: { algorithm: "sha256", value: sha256(content) } },
        signature: {
          content: sig,
          publicKey: { content: Buffer.from(certificate).toString("base64") },
        },
      },
    });
    const { body, integratedTime, logIndex, logID, verification } = entry;
    const receipt = {
      SignedEntryTimestamp: verification.signedEntryTimestamp,
      Payload: { body, integratedTime, logIndex, logID },
    };
    const annotations = {
      "dev.cosignproject.cosign/signature": sig,
      "dev.sigstore.cosign/certificate": certificate,
      "dev.sigstore.cosign/bundle": JSON.stringify(receipt),
    };
    return { form, content, annotations };
  }

  async #envelop(build: Build, payload: Buffer): Promise<SignedBundle> {
    const pair = createPair();
    const sig = sign("sha256", preAuthEncoding(payload), pair.privateKey);
    const [certificate, tlogEntry] = await Promise.all([
      this.#certify(build, pair.publicKey),
      this.#log(payload, sig, pair.publicKey),
    ]);
    const bundle = {
      mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
      verificationMaterial: {
        certificate: { rawBytes: certificate.toString("base64") },
        tlogEntries: [tlogEntry],
      },
      dsseEnvelope: {
        payload: payload.toString("base64"),
        payloadType: PAYLOAD_TYPE,
        signatures: [{ sig: sig.toString("base64"), keyid: "" }],
      },
    };
    return bundle;
  }

  async #certify(
    { identity, issuer, repository }: Build,
    key: KeyObject,
  ): Promise<Buffer> {
    const certificate = await this.#services.ca.issueCertificate({
      publicKey: toSpki(key) as Buffer<ArrayBuffer>,
      subjectAltName: identity,
      extensions: [
        { oid: "1.3.6.1.4.1.57264.1.8", value: issuer },
        ...(repository
          ? [{ oid: "1.3.6.1.4.1.57264.1.12", value: repository }]
          : []),
      ],
    });
    return toBuffer(certificate);
  }

  async #log(payload: Buffer, sig: Buffer, key: KeyObject): Promise<object> {
    const value = sha256(payload);
    const pem = key.export({ format: "pem", type: "spki" });
    const verifier = Buffer.from(pem).toString("base64");
    const entry = await this.#record({
      apiVersion: "0.0.1",
      kind: "dsse",
      spec: {
        payloadHash: { algorithm: "sha256", value },
        signatures: [{ signature: sig.toString("base64"), verifier }],
      },
    });
    const { inclusionProof, signedEntryTimestamp } = entry.verification;
    return {
      logIndex: String(entry.logIndex),
      logId: { keyId: Buffer.from(entry.logID, "hex").toString("base64") },
      kindVersion: { kind: "dsse", version: "0.0.1" },
      integratedTime: String(entry.integratedTime),
      inclusionPromise: { signedEntryTimestamp },
      inclusionProof: {
        logIndex: String(inclusionProof.logIndex),
        rootHash: Buffer.from(inclusionProof.rootHash, "hex").toString(
          "base64",
        ),
        treeSize: String(inclusionProof.treeSize),
        hashes: [],
        checkpoint: { envelope: inclusionProof.checkpoint },
      },
      canonicalizedBody: entry.body,
    };
  }

  async #record(proposed: object): Promise<LogEntry> {
    // Its types come from a package that isn't installed along.
    const entries: Record<string, LogEntry> = await this.#services.log.log(
      proposed as never,
    );
    const [entry] = Object.values(entries);
    if (!entry) throw new Error("was not logged");
    return entry;
  }
}

interface LogEntry {
  readonly body: string;
  readonly integratedTime: number;
  /** Hex. */
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly logIndex: number;
      /** Hex. */
      readonly rootHash: string;
      readonly treeSize: number;
      readonly checkpoint: string;
    };
  };
}

export interface SignedBundle {
  readonly dsseEnvelope: { payload: string; signatures: { sig: string }[] };
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function toPem(der: Buffer): string {
  return new X509Certificate(der).toString();
}

function toSpki(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" });
}
