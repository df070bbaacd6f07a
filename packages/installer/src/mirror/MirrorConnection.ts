import { Readable } from "node:stream";
import type { NetworkPolicy } from "../network/NetworkPolicy.ts";
import { repositoryName } from "../signatures/repositoryName.ts";
import { referrersTag } from "../sources/oci/readReferrers.ts";
import type {
  Connection,
  RegistryAnswer,
  RepositoryRequest,
} from "../sources/oci/RegistryConnection.ts";
import { toBody } from "./LayoutConnection.ts";
import { OCI_TYPES } from "../sources/oci/ociTypes.ts";
import type { Mirror } from "./Mirror.ts";
import type { MirroredRepository } from "./MirrorContents.ts";
import { MirrorFailure } from "./MirrorFailure.ts";

/** Tags of signatures and of lists of referrers: that they aren't there is an answer. */
export const ABOUT_DIGEST = /^sha\d{3}-[a-f0-9]+(?:\.[a-z]+)?$/;

/** A registry as it was copied into a mirror: its repositories under their own names, every digest as it was. */
export class MirrorConnection implements Connection {
  readonly network: NetworkPolicy;
  readonly #host: string;
  readonly #open: () => Promise<Mirror>;

  constructor(
    host: string,
    network: NetworkPolicy,
    open: () => Promise<Mirror>,
  ) {
    this.#host = host;
    this.network = network;
    this.#open = open;
  }

  async retrying<T>(
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { connection } = await this.#open();
    return connection.retrying(signal, attempt);
  }

  async request(request: RepositoryRequest): Promise<RegistryAnswer> {
    const mirror = await this.#open();
    const name = repositoryName(this.#host, request.repository);
    const known = mirror.repositoryNamed(name);
    if (!known) throw new MirrorFailure(mirror.text, `repository ${name}`);
    const [kind = "", rest = ""] = String(request.target).split("/");
    if (kind === "tags") return this.#json(listTags(known, rest));
    // As a registry without such a list: it is asked for the tag then.
    if (kind === "referrers") return this.#nothing();
    if (kind === "blobs" || rest.includes(":")) {
      return pass(mirror, request, `${kind}/${rest}`);
    }
    const referrers = listReferrers(known, rest);
    if (referrers) return this.#json(referrers);
    const digest = known.tags[rest];
    if (digest !== undefined) {
      return pass(mirror, request, `manifests/${digest}`);
    }
    if (ABOUT_DIGEST.test(rest)) return this.#nothing();
    throw new MirrorFailure(mirror.text, `${name}:${rest}`);
  }

  /** The mirror is closed by whoever opened it. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #json(content: unknown): RegistryAnswer {
    const bytes = Buffer.from(JSON.stringify(content));
    return this.#answer(200, [bytes]);
  }

  #nothing(): RegistryAnswer {
    return this.#answer(404, []);
  }

  #answer(statusCode: number, chunks: readonly Buffer[]): RegistryAnswer {
    const body = toBody(Readable.from(chunks));
    const url = new URL(`https://${this.#host}/v2/`);
    return { answer: { statusCode, headers: {}, body }, url };
  }
}

async function pass(
  { connection, repository, text }: Mirror,
  request: RepositoryRequest,
  target: string,
): Promise<RegistryAnswer> {
  const answered = await connection.request({ ...request, repository, target });
  if (answered.answer.statusCode !== 404) return answered;
  await answered.answer.body.dump();
  throw new MirrorFailure(text, target.slice(target.indexOf("/") + 1));
}

/** `rest` is what stands behind `tags/`, with its query. */
function listTags({ name, tags }: MirroredRepository, rest: string) {
  const last = new URLSearchParams(rest.slice(rest.indexOf("?") + 1)).get(
    "last",
  );
  const all = Object.keys(tags).filter((tag) => !ABOUT_DIGEST.test(tag));
  return { name, tags: all.sort().filter((tag) => !last || tag > last) };
}

function listReferrers({ referrers }: MirroredRepository, tag: string) {
  const manifests = referrers
    .filter(({ subject }) => referrersTag(subject) === tag)
    .map(({ digest, size, mediaType, artifactType }) => ({
      mediaType,
      digest,
      size,
      artifactType,
    }));
  if (manifests.length === 0) return undefined;
  return { schemaVersion: 2, mediaType: OCI_TYPES.index, manifests };
}
