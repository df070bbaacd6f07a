import { createHash, verify } from "node:crypto";

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RawManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

const ACCEPT = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
].join(", ");

/** What is in a repository, read with nothing but what the specifications say. */
export class RawRepository {
  readonly #url: string;

  constructor(host: string, repository: string) {
    this.#url = `http://${host}/v2/${repository}`;
  }

  async manifest(reference: string): Promise<RawManifest> {
    const bytes = await this.#get(`manifests/${reference}`);
    return {
      ...(JSON.parse(bytes.toString()) as RawManifest),
      digest: hash(bytes),
    };
  }

  /** Of a manifest, in bytes. */
  async size(reference: string): Promise<number> {
    return (await this.#get(`manifests/${reference}`)).length;
  }

  async blob({ digest, size }: Descriptor): Promise<Buffer> {
    const bytes = await this.#get(`blobs/${digest}`);
    if (hash(bytes) === digest && bytes.length === size) return bytes;
    throw new Error(`${digest} is another blob`);
  }

  async put(tag: string, mediaType: string, content: object): Promise<void> {
    const answer = await fetch(`${this.#url}/manifests/${tag}`, {
      method: "PUT",
      headers: { "content-type": mediaType },
      body: JSON.stringify(content),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** Of cosign's older form, of `digest`. */
  async simple(digest: string) {
    const manifest = await this.manifest(`${digest.replace(":", "-")}.sig`);
    const signatures = manifest.layers.map(async (layer) => ({
      ...layer,
      payload: await this.blob(layer),
    }));
    return { manifest, signatures: await Promise.all(signatures) };
  }

  /** Those that the tag for registries without a list of referrers has. */
  async bundles(digest: string) {
    const index = await this.manifest(digest.replace(":", "-"));
    const found = index.manifests.map(async (entry) => {
      const manifest = await this.manifest(entry.digest);
      const bytes = await this.blob(manifest.layers[0]!);
      return {
        entry,
        manifest,
        bundle: JSON.parse(bytes.toString()) as Bundle,
      };
    });
    return Promise.all(found);
  }

  async #get(target: string): Promise<Buffer> {
    const headers = { accept: ACCEPT };
    const answer = await fetch(`${this.#url}/${target}`, { headers });
    if (!answer.ok) throw new Error(`${target}: ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }
}

export interface Bundle {
  readonly mediaType: string;
  readonly verificationMaterial: {
    readonly publicKey?: { readonly hint: string };
    readonly certificate?: { readonly rawBytes: string };
    readonly tlogEntries: readonly object[];
  };
  readonly dsseEnvelope: {
    readonly payload: string;
    readonly payloadType: string;
    readonly signatures: readonly { readonly sig: string }[];
  };
}

/** Whether a key signed what an envelope holds: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
export function isSealed(
  { dsseEnvelope }: Bundle,
  publicKey: string,
  algorithm: string | null = "sha256",
): boolean {
  const { payload, payloadType, signatures } = dsseEnvelope;
  const body = Buffer.from(payload, "base64");
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `;
  const signed = Buffer.concat([Buffer.from(head), body]);
  const signature = Buffer.from(signatures[0]!.sig, "base64");
  return verify(algorithm, signed, publicKey, signature);
}

export function statementOf({ dsseEnvelope }: Bundle): unknown {
  const text = Buffer.from(dsseEnvelope.payload, "base64").toString();
  return JSON.parse(text);
}

function hash(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
