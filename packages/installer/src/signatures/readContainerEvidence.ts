import { mapConcurrently } from "../mapConcurrently.ts";
import type { Descriptor } from "../sources/oci/parseManifest.ts";
import {
  findSignatures,
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

/** Asks the registry for every signature of an artifact. Throws NetworkFailure where it can't tell. */
export async function readContainerEvidence(
  registry: OciRegistry,
  asked: ArtifactAsked,
): Promise<ContainerEvidence> {
  const index = (await leadsTo(registry, asked)) ? asked.index : undefined;
  const readAt = new Date().toISOString();
  const subjects = [asked.digest, ...(index ? [index] : [])];
  const read = await Promise.all(
    subjects.map((subject) => readSignatures(registry, { ...asked, subject })),
  );
  const signatures = read.flatMap(({ signatures }) => signatures);
  const problems = read.flatMap(({ problems }) => problems);
  return { kind: "oci", readAt, index, signatures, problems };
}

interface Wanted {
  readonly repository: string;
  readonly subject: string;
  readonly signal: AbortSignal;
}

async function readSignatures(
  registry: OciRegistry,
  wanted: Wanted,
): Promise<Pick<ContainerEvidence, "signatures" | "problems">> {
  const found = await findSignatures(registry, wanted);
  const candidates = found.manifests.flatMap(listLayers);
  const read = await mapConcurrently(
    candidates.slice(0, MAX_SIGNATURES),
    AT_ONCE,
    (candidate) => readLayer(registry, wanted, candidate),
  );
  return {
    signatures: read.filter((one) => typeof one === "object"),
    problems: [
      ...found.problems,
      ...read.filter((one) => typeof one === "string"),
      ...(candidates.length > MAX_SIGNATURES
        ? [tooMany(candidates.length)]
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
    const content = await readBlobBytes(registry, repository, blob);
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

function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString("utf8"));
  } catch {
    return undefined;
  }
}
