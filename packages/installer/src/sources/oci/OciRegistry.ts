import { createHash } from "node:crypto";
import * as z from "zod";
import { readRetryAfter } from "../../network/HttpClient.ts";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import type { NetworkPolicy } from "../../network/NetworkPolicy.ts";
import { withRetries } from "../../network/withRetries.ts";
import {
  type CredentialPlaces,
  createFindCredentials,
} from "./findCredentials.ts";
import { Limiter } from "./Limiter.ts";
import { isDockerHub } from "./matchCredentials.ts";
import {
  MANIFEST_TYPES,
  type Manifest,
  parseManifest,
} from "./parseManifest.ts";
import { readAnswer } from "./readAnswer.ts";
import { RegistryAuthorizer } from "./RegistryAuthorizer.ts";
import { RegistryFailure } from "./RegistryFailure.ts";
import {
  type Answer,
  dump,
  type RegistryRequest,
  RegistryTransport,
} from "./RegistryTransport.ts";

export interface RegistryOptions extends CredentialPlaces {
  readonly network: NetworkPolicy;
  readonly insecureRegistries: readonly string[];
}

export interface IdentifiedManifest {
  readonly digest: string;
  readonly manifest: Manifest;
}

/** More at once don't come faster, and some registries answer them with 429. */
const MAX_DOWNLOADS = 8;
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const tagsSchema = z.looseObject({ tags: z.array(z.string()).nullable() });

/** One OCI registry, for pulling. Keeps its connections and tokens. https://github.com/opencontainers/distribution-spec */
export class OciRegistry {
  readonly #origin: URL;
  readonly #isHub: boolean;
  readonly #network: NetworkPolicy;
  readonly #transport: RegistryTransport;
  readonly #authorizer: RegistryAuthorizer;
  readonly #downloads = new Limiter(MAX_DOWNLOADS);

  /** `host` as in a reference: with its port, without a scheme. */
  constructor(host: string, options: RegistryOptions) {
    this.#isHub = isDockerHub(host);
    this.#origin = originOf(host, options.insecureRegistries);
    this.#network = options.network;
    this.#transport = new RegistryTransport(this.#origin, {
      policy: options.network,
      env: options.env,
    });
    this.#authorizer = new RegistryAuthorizer({
      origin: this.#origin,
      transport: this.#transport,
      findCredentials: createFindCredentials(host, options),
    });
  }

  /** A manifest by tag or digest, its bytes checked against every digest that is known of them. */
  readManifest(
    repository: string,
    reference: string,
    signal: AbortSignal,
  ): Promise<IdentifiedManifest> {
    return this.#retrying(signal, async (signal) => {
      const path = `manifests/${reference}`;
      const { answer, url } = await this.#get(repository, path, {
        signal,
        headers: { accept: MANIFEST_TYPES },
      });
      refuseWebPage(answer, url);
      const content = await readAnswer(answer, url, MAX_MANIFEST_BYTES);
      const isDigest = reference.includes(":");
      const told = answer.headers["docker-content-digest"];
      if (typeof told === "string") checkDigest(content, told, url);
      if (isDigest) checkDigest(content, reference, url);
      const digest = isDigest ? reference : hashOf(content, "sha256");
      return { digest, manifest: parseManifest(content, url.href) };
    });
  }

  /** The first tags of a repository, as the registry orders them. */
  listTags(repository: string, signal: AbortSignal): Promise<string[]> {
    return this.#retrying(signal, async (signal) => {
      const path = "tags/list?n=100";
      const { answer, url } = await this.#get(repository, path, { signal });
      const body = await readAnswer(
        answer,
        url,
        this.#network.maxMetadataBytes,
      );
      try {
        return tagsSchema.parse(JSON.parse(body.toString())).tags ?? [];
      } catch (cause) {
        const message = `${url.href} answered something that is not a list of tags`;
        throw new NetworkFailure("format", message, { cause });
      }
    });
  }

  /** Asks for a blob and hands the answer to `read`; a retryable failure of either starts both afresh. */
  readBlob<T>(
    repository: string,
    digest: string,
    {
      signal,
      read,
    }: {
      signal: AbortSignal;
      read: (answer: Answer, url: URL) => Promise<T>;
    },
  ): Promise<T> {
    return this.#downloads.run(() =>
      this.#retrying(signal, async (signal) => {
        const path = `blobs/${digest}`;
        const { answer, url } = await this.#get(repository, path, { signal });
        refuseWebPage(answer, url);
        return read(answer, url);
      }),
    );
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #retrying<T>(
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const url = this.#origin.href;
    return withRetries({ policy: this.#network, signal, url }, attempt);
  }

  async #get(
    name: string,
    path: string,
    { signal, headers = {} }: Pick<RegistryRequest, "signal" | "headers">,
  ): Promise<{ answer: Answer; url: URL }> {
    const isOfficial = this.#isHub && !name.includes("/");
    const repository = isOfficial ? `library/${name}` : name;
    const url = new URL(`/v2/${repository}/${path}`, this.#origin);
    const authorization = await this.#authorizer.headerFor(repository, signal);
    const send = (authorization: string | undefined) =>
      this.#transport.send(url, {
        signal,
        headers: authorization ? { ...headers, authorization } : headers,
      });
    let answer = await send(authorization);
    if (answer.statusCode === 401) {
      await dump(answer);
      const challenge = String(answer.headers["www-authenticate"] ?? "");
      const context = { repository, signal };
      answer = await send(
        await this.#authorizer.answer(challenge, authorization, context),
      );
    }
    if (answer.statusCode === 200) return { answer, url };
    throw await statusFailure(answer, url);
  }
}

/** Plain http for this machine and for registries that the operator lists; https for the rest. */
function originOf(host: string, insecureRegistries: readonly string[]): URL {
  const api = isDockerHub(host) ? "registry-1.docker.io" : host;
  const name = api.replace(/:\d+$/, "");
  const isLoopback =
    /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(name) ||
    name.endsWith(".localhost");
  const isPlain = isLoopback || insecureRegistries.includes(host);
  const url = `${isPlain ? "http" : "https"}://${api}`;
  if (URL.canParse(url)) return new URL(url);
  throw new NetworkFailure("unreachable", `'${host}' is not a registry's name`);
}

function refuseWebPage(answer: Answer, url: URL) {
  const type = String(answer.headers["content-type"] ?? "");
  if (!/^text\/html\b/i.test(type)) return;
  answer.body.on("error", () => undefined).destroy();
  throw new NetworkFailure(
    "format",
    `${url.href} answered a web page, perhaps a log-in form`,
  );
}

function checkDigest(content: Buffer, digest: string, url: URL) {
  const [algorithm = ""] = digest.split(":");
  if (algorithm !== "sha256" && algorithm !== "sha512") return;
  const computed = hashOf(content, algorithm);
  if (computed === digest) return;
  throw new RegistryFailure(
    "digest",
    `the manifest at ${url.href} is ${computed} instead of ${digest}`,
  );
}

function hashOf(content: Buffer, algorithm: "sha256" | "sha512"): string {
  return `${algorithm}:${createHash(algorithm).update(content).digest("hex")}`;
}

async function statusFailure(answer: Answer, url: URL) {
  await dump(answer);
  const retryAfter = String(answer.headers["retry-after"] ?? "");
  const retryAfterMs = readRetryAfter(retryAfter);
  return new NetworkFailure(
    "status",
    `${url.href} answered ${answer.statusCode}`,
    {
      status: answer.statusCode,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
  );
}
