import {
  type Descriptor,
  RegistryWriter,
} from "../../../scripts/services/RegistryWriter.ts";
import type { SigningKey } from "./signingKey.ts";

/** What a signature says. */
export interface ImageClaim {
  readonly digest: string;
  /** The repository; none where left out. */
  readonly name?: string;
  readonly plugins?: string;
  readonly predicateType?: string;
}

export type SignatureForm = "simple" | "bundle";

/** A layer of cosign's older form, or a bundle. */
export interface ImageSignature {
  readonly form: SignatureForm;
  readonly content: Buffer;
  readonly annotations?: Readonly<Record<string, string>>;
  /** What its manifest has of it, base64. */
  readonly data?: string;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";
const EMPTY = "application/vnd.oci.empty.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";
export const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
export const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const COSIGN = "https://sigstore.dev/cosign/sign/v1";

/** https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md */
export function simplePayload({ digest, name = "", plugins }: ImageClaim) {
  return Buffer.from(
    JSON.stringify({
      critical: {
        identity: { "docker-reference": name },
        image: { "docker-manifest-digest": digest },
        type: "cosign container image signature",
      },
      optional: plugins === undefined ? null : { "flyloft.plugins": plugins },
    }),
  );
}

/** https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md */
export function statementOf({
  digest,
  name = "",
  plugins,
  predicateType = COSIGN,
}: ImageClaim): Buffer {
  const predicate = plugins === undefined ? {} : { "flyloft.plugins": plugins };
  return Buffer.from(
    JSON.stringify({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name, digest: { sha256: digest.replace("sha256:", "") } }],
      predicateType,
      predicate,
    }),
  );
}

// https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
export function preAuthEncoding(payload: Buffer): Buffer {
  const head = `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

interface SignedClaim extends ImageClaim {
  /** After the signature was made. */
  readonly alter?: {
    readonly signature?: (bytes: Buffer) => void;
    readonly payload?: (text: string) => string;
    readonly hint?: string;
  };
}

/** Signs as cosign does with a key and without a log. */
export function signImage(
  form: SignatureForm,
  key: SigningKey,
  { alter = {}, ...claim }: SignedClaim,
): ImageSignature {
  const payload = form === "simple" ? simplePayload(claim) : statementOf(claim);
  const signature = key.signBytes(
    form === "simple" ? payload : preAuthEncoding(payload),
  );
  alter.signature?.(signature);
  const text = payload.toString();
  const told = Buffer.from(alter.payload?.(text) ?? text);
  if (form === "simple") {
    const encoded = signature.toString("base64");
    const annotations = { "dev.cosignproject.cosign/signature": encoded };
    return { form, content: told, annotations };
  }
  const bundle = {
    mediaType: BUNDLE,
    verificationMaterial: {
      publicKey: { hint: alter.hint ?? key.hint },
      tlogEntries: [],
    },
    dsseEnvelope: {
      payload: told.toString("base64"),
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig: signature.toString("base64"), keyid: "" }],
    },
  };
  return bundleOf(bundle);
}

export function bundleOf(bundle: object): ImageSignature {
  return { form: "bundle", content: Buffer.from(JSON.stringify(bundle)) };
}

/** Leaves signatures in a registry as cosign does. Written from the specifications, not with what is under test. */
export class ImageSigner {
  readonly #writer: RegistryWriter;

  constructor(url: string, user = { name: "", password: "" }) {
    this.#writer = new RegistryWriter(url, user);
  }

  /** In place of those that were there. */
  async leave(
    repository: string,
    subject: string,
    signatures: readonly ImageSignature[],
  ): Promise<readonly Descriptor[]> {
    const simple = signatures.filter(({ form }) => form === "simple");
    if (simple.length > 0) {
      const tag = `${subject.replace(":", "-")}.sig`;
      await this.#pushSimple(repository, tag, simple);
    }
    const bundles = signatures.filter(({ form }) => form === "bundle");
    const referrers: Descriptor[] = [];
    for (const { content } of bundles) {
      referrers.push(await this.#pushBundle(repository, subject, content));
    }
    if (referrers.length > 0) await this.list(repository, subject, referrers);
    return referrers;
  }

  /** Under the tag that is looked at where a registry lists no referrers. */
  async list(
    repository: string,
    subject: string,
    manifests: readonly object[],
  ): Promise<void> {
    const index = { schemaVersion: 2, mediaType: INDEX, manifests };
    const tag = subject.replace(":", "-");
    await this.#writer.putManifest(repository, index, tag);
  }

  async #pushSimple(
    repository: string,
    tag: string,
    signatures: readonly ImageSignature[],
  ): Promise<void> {
    const layers: Descriptor[] = [];
    for (const { content, annotations = {}, data } of signatures) {
      const blob = await this.#writer.putBlob(repository, SIMPLE, content);
      layers.push({
        ...blob,
        annotations,
        ...(data && { data }),
      } as Descriptor);
    }
    const empty = Buffer.from("{}");
    const config = await this.#writer.putBlob(repository, CONFIG, empty);
    const manifest = { schemaVersion: 2, mediaType: MANIFEST, config, layers };
    await this.#writer.putManifest(repository, manifest, tag);
  }

  async #pushBundle(
    repository: string,
    subject: string,
    content: Buffer,
  ): Promise<Descriptor> {
    const writer = this.#writer;
    const config = await writer.putBlob(repository, EMPTY, Buffer.from("{}"));
    const layer = await writer.putBlob(repository, BUNDLE, content);
    const annotations = {
      "dev.sigstore.bundle.content": "dsse-envelope",
      "dev.sigstore.bundle.predicateType": COSIGN,
      "org.opencontainers.image.created": "2026-01-01T00:00:00Z",
    };
    const manifest = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      artifactType: BUNDLE,
      config,
      layers: [layer],
      subject: { mediaType: MANIFEST, digest: subject, size: 1 },
      annotations,
    };
    const pushed = await writer.putManifest(repository, manifest);
    return { ...pushed, artifactType: BUNDLE, annotations } as Descriptor;
  }
}
