import { createHash } from "node:crypto";
import { mapConcurrently } from "../mapConcurrently.ts";
import type { Descriptor } from "../sources/oci/parseManifest.ts";
import {
  type FoundSignatures,
  findBundles,
  findSimple,
  isBundle,
  MAX_SIGNATURES,
  reading,
  type SignatureManifest,
  tooMany,
} from "../sources/oci/findSignatures.ts";
import type { OciRegistry } from "../sources/oci/OciRegistry.ts";
import { readBlobBytes } from "../sources/oci/readBlobBytes.ts";
import type {
  ContainerEvidence,
  ContainerSignature,
} from "./ContainerEvidence.ts";
import { leadsTo } from "./leadsTo.ts";

export interface ArtifactAsked {
  readonly repository: string;
  /** Digest of the image's manifest. */
  readonly digest: string;
  /** Digest of an index that is said to lead to it. */
  readonly index: string | undefined;
  readonly signal: AbortSignal;
}

/** Of one signature. Those of builds hold certificates and proofs of logs. */
const MAX_BYTES = 128 * 1024;
const AT_ONCE = 4;

/** The signatures of an artifact, asked of its registry step by step, each step once in a run. */
export class ArtifactSignatures {
  readonly #open: () => Promise<OciRegistry>;
  readonly #asked: ArtifactAsked;
  #first: Promise<FirstStep> | undefined;
  #all: Promise<ContainerEvidence> | undefined;

  constructor(open: () => Promise<OciRegistry>, asked: ArtifactAsked) {
    this.#open = open;
    this.#asked = asked;
  }

  /** Those in the form that takes the fewest questions. Throws NetworkFailure where the registry can't tell. */
  async some(): Promise<ContainerEvidence> {
    const { index, parts } = await this.#readFirst();
    return { ...toEvidence(index, parts), isPartial: true };
  }

  /** Every one. Throws NetworkFailure. */
  all(): Promise<ContainerEvidence> {
    return (this.#all ??= this.#readAll());
  }

  #readFirst(): Promise<FirstStep> {
    return (this.#first ??= this.#readSimple());
  }

  async #readSimple(): Promise<FirstStep> {
    const registry = await this.#open();
    const asked = this.#asked;
    const index = (await leadsTo(registry, asked)) ? asked.index : undefined;
    const subjects = [asked.digest, ...(index ? [index] : [])];
    const parts = await Promise.all(
      subjects.map(async (subject) => {
        const wanted = { ...asked, subject, room: MAX_SIGNATURES };
        const found = await findSimple(registry, wanted);
        return readPart(registry, wanted, found);
      }),
    );
    return { index, subjects, parts };
  }

  async #readAll(): Promise<ContainerEvidence> {
    const registry = await this.#open();
    const { index, subjects, parts } = await this.#readFirst();
    const further = await Promise.all(
      subjects.map(async (subject, at) => {
        const { count = 0 } = parts[at] ?? {};
        const room = Math.max(0, MAX_SIGNATURES - count);
        const wanted = { ...this.#asked, subject, room };
        const found = await findBundles(registry, wanted);
        return readPart(registry, wanted, found);
      }),
    );
    return toEvidence(index, [...parts, ...further]);
  }
}

interface FirstStep {
  readonly index: string | undefined;
  readonly subjects: readonly string[];
  /** One for each subject. */
  readonly parts: readonly Part[];
}

/** What was found of one subject in one form. */
interface Part extends Pick<ContainerEvidence, "signatures" | "problems"> {
  readonly count: number;
}

function toEvidence(
  index: string | undefined,
  parts: readonly Part[],
): ContainerEvidence {
  return {
    kind: "oci",
    readAt: new Date().toISOString(),
    index,
    signatures: parts.flatMap(({ signatures }) => signatures),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

interface Wanted {
  readonly repository: string;
  readonly subject: string;
  readonly signal: AbortSignal;
  /** How many are read at most. */
  readonly room: number;
}

async function readPart(
  registry: OciRegistry,
  wanted: Wanted,
  found: FoundSignatures,
): Promise<Part> {
  const candidates = found.manifests.flatMap(listLayers);
  const read = await mapConcurrently(
    candidates.slice(0, wanted.room),
    AT_ONCE,
    (candidate) => readLayer(registry, wanted, candidate),
  );
  const count = candidates.length;
  return {
    count,
    signatures: read.filter((one) => typeof one === "object"),
    problems: [
      ...found.problems,
      ...read.filter((one) => typeof one === "string"),
      ...(count > wanted.room
        ? [tooMany(count + MAX_SIGNATURES - wanted.room)]
        : []),
    ],
  };
}

interface Candidate {
  readonly form: SignatureManifest["form"];
  readonly layer: Descriptor;
}

const SIMPLE_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
const SIGNATURE = "dev.cosignproject.cosign/signature";
const CERTIFICATE = "dev.sigstore.cosign/certificate";
const RECEIPT = "dev.sigstore.cosign/bundle";

/** A manifest may hold layers that are no signatures; those concern nobody here. */
function listLayers({ form, layers }: SignatureManifest): Candidate[] {
  const isSignature = ({ mediaType, annotations }: Descriptor) =>
    form === "simple"
      ? mediaType === SIMPLE_TYPE && annotations[SIGNATURE] !== undefined
      : isBundle(mediaType);
  return layers.filter(isSignature).map((layer) => ({ form, layer }));
}

/** What is wrong with it, in words, where it can't be read. */
function readLayer(
  registry: OciRegistry,
  { repository, subject, signal }: Wanted,
  { form, layer }: Candidate,
): Promise<ContainerSignature | string> {
  const { digest, size, annotations } = layer;
  const what = `the signature ${digest}`;
  if (size > MAX_BYTES) {
    return Promise.resolve(
      `${what} has ${size} bytes, more than the ${MAX_BYTES} that are read`,
    );
  }
  return reading(what, async () => {
    const blob = { digest, size, signal };
    const content =
      embeddedContent(layer) ??
      (await readBlobBytes(registry, repository, blob));
    if (form === "bundle") {
      const bundle = parseJson(content);
      return bundle === undefined
        ? `${what} is no JSON`
        : { form, subject, bundle };
    }
    return {
      form,
      subject,
      payload: content.toString("base64"),
      signature: annotations[SIGNATURE] ?? "",
      certificate: annotations[CERTIFICATE],
      receipt: annotations[RECEIPT],
    };
  });
}

/**
 * What a manifest has of a blob itself, which saves a question: https://github.com/opencontainers/image-spec/blob/main/descriptor.md
 * (`data`). Undefined where it hasn't, or where that isn't the blob.
 */
function embeddedContent(layer: Descriptor): Buffer | undefined {
  const { data, digest, size } = layer;
  if (typeof data !== "string") return undefined;
  const content = Buffer.from(data, "base64");
  const [algorithm = "", expected] = digest.split(":");
  const found = createHash(algorithm).update(content).digest("hex");
  return content.length === size && found === expected ? content : undefined;
}

function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString("utf8"));
  } catch {
    return undefined;
  }
}
