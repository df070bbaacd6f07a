import { readRetryAfter } from "../../network/HttpClient.ts";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import type { NetworkPolicy } from "../../network/NetworkPolicy.ts";
import { withRetries } from "../../network/withRetries.ts";
import {
  type CredentialPlaces,
  createFindCredentials,
} from "./findCredentials.ts";
import { isDockerHub } from "./matchCredentials.ts";
import { type Access, RegistryAuthorizer } from "./RegistryAuthorizer.ts";
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

export interface RepositoryRequest extends RegistryRequest {
  readonly repository: string;
  /** Below the repository's own, such as `tags/list`; or where an answer of the registry led to. */
  readonly target: string | URL;
  /** `pull` where left out. */
  readonly access?: Access;
}

export interface RegistryAnswer {
  readonly answer: Answer;
  /** What was asked, before redirects. */
  readonly url: URL;
}

/** What answers for a registry: itself over the network, or what was copied from it. */
export interface Connection {
  readonly network: NetworkPolicy;
  retrying<T>(
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** With whatever status; the caller reads or dumps the body. */
  request(request: RepositoryRequest): Promise<RegistryAnswer>;
  close(): Promise<void>;
}

/** Requests to one registry's repositories, with who we are where it asks. */
export class RegistryConnection implements Connection {
  readonly network: NetworkPolicy;
  readonly #origin: URL;
  readonly #isHub: boolean;
  readonly #transport: RegistryTransport;
  readonly #authorizer: RegistryAuthorizer;

  /** `host` as in a reference: with its port, without a scheme. */
  constructor(host: string, options: RegistryOptions) {
    this.#isHub = isDockerHub(host);
    this.#origin = originOf(host, options.insecureRegistries);
    this.network = options.network;
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

  /** Runs `attempt` again where the network or the registry fails for a while. */
  retrying<T>(
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const url = this.#origin.href;
    return withRetries({ policy: this.network, signal, url }, attempt);
  }

  /** One request, its answer with whatever status after a log-in. The caller reads or dumps the body. */
  async request({
    repository: name,
    target,
    access = "pull",
    signal,
    ...rest
  }: RepositoryRequest): Promise<RegistryAnswer> {
    const isOfficial = this.#isHub && !name.includes("/");
    const repository = isOfficial ? `library/${name}` : name;
    const url =
      typeof target === "string"
        ? new URL(`/v2/${repository}/${target}`, this.#origin)
        : target;
    const send = (authorization: string | undefined) =>
      this.#transport.send(url, {
        ...rest,
        signal,
        headers: { ...rest.headers, ...(authorization && { authorization }) },
      });
    // The registry may lead an upload to another server; that one isn't told who we are.
    if (url.origin !== this.#origin.origin) {
      return { answer: await send(undefined), url };
    }
    const asked = { repository, access };
    const authorization = await this.#authorizer.headerFor(asked, signal);
    const answer = await send(authorization);
    if (answer.statusCode !== 401) return { answer, url };
    await dump(answer);
    const challenge = String(answer.headers["www-authenticate"] ?? "");
    const context = { ...asked, signal };
    const renewed = await this.#authorizer.answer(
      challenge,
      authorization,
      context,
    );
    return { answer: await send(renewed), url };
  }

  close(): Promise<void> {
    return this.#transport.close();
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

/** Reads the rest of an unwanted answer away, and says what it was. */
export async function statusFailure({
  answer,
  url,
}: RegistryAnswer): Promise<NetworkFailure> {
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
