import * as z from "zod";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import type { Challenge } from "./parseChallenges.ts";
import { parseChallenges } from "./parseChallenges.ts";
import { isRealmTrusted } from "./isRealmTrusted.ts";
import type { Credentials } from "./matchCredentials.ts";
import { readAnswer } from "./readAnswer.ts";
import { RegistryFailure } from "./RegistryFailure.ts";
import type { RegistryTransport } from "./RegistryTransport.ts";

export interface AuthorizerOptions {
  readonly origin: URL;
  readonly transport: RegistryTransport;
  /** Asked when a registry wants to know who we are, once per repository. */
  readonly findCredentials: (
    repository: string,
    signal: AbortSignal,
  ) => Promise<Credentials | undefined>;
}

/** What a request does to a repository, and so what its token has to allow. */
export type Access = "pull" | "push";

export interface RepositoryAccess {
  readonly repository: string;
  readonly access: Access;
}

interface Token {
  readonly header: string;
  /** In milliseconds since the epoch. */
  readonly expires: number;
}

const DEFAULT_LIFETIME_SECONDS = 60;
const ACTIONS = { pull: "pull", push: "pull,push" };
const EARLY_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

const tokenSchema = z
  .looseObject({
    token: z.string().optional(),
    access_token: z.string().optional(),
    expires_in: z.number().optional(),
  })
  .transform(({ token, access_token, expires_in }) => ({
    token: token ?? access_token ?? "",
    seconds: expires_in ?? DEFAULT_LIFETIME_SECONDS,
  }))
  .refine(({ token }) => token !== "");

/**
 * Answers a registry's challenges and remembers the answers, by repository and access. After the first challenge it knows where
 * tokens come from, and later repositories cost no refused request.
 */
export class RegistryAuthorizer {
  readonly #options: AuthorizerOptions;
  readonly #tokens = new Map<string, Promise<Token>>();
  readonly #challenges = new Map<Access, Challenge>();

  constructor(options: AuthorizerOptions) {
    this.#options = options;
  }

  /** The `Authorization` header for such a request; undefined while the registry hasn't asked for one. */
  async headerFor(
    asked: RepositoryAccess,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const scope = scopeOf(asked);
    const before = this.#tokens.get(scope);
    const known = await before?.catch(() => undefined);
    if (known && known.expires > Date.now()) return known.header;
    const isRenewed = this.#tokens.get(scope) !== before;
    if (isRenewed) return this.headerFor(asked, signal);
    // One that lets everybody pull asks only who pushes.
    const challenge =
      this.#challenges.get(asked.access) ?? this.#challenges.get("pull");
    if (!challenge) return undefined;
    return (await this.#renew(asked, challenge, signal)).header;
  }

  /** A header in place of `refused`, after a 401 with this challenge. Throws where there is none to be had. */
  async answer(
    challengeHeader: string,
    refused: string | undefined,
    { signal, ...asked }: RepositoryAccess & { signal: AbortSignal },
  ): Promise<string> {
    const challenge = chooseChallenge(parseChallenges(challengeHeader));
    if (!challenge) {
      throw this.#refusal("asks for a way to log in that isn't known here");
    }
    this.#challenges.set(asked.access, challenge);
    const known = await this.#tokens
      .get(scopeOf(asked))
      ?.catch(() => undefined);
    const isNewer = known !== undefined && known.header !== refused;
    const token = isNewer ? known : await this.#renew(asked, challenge, signal);
    if (token.header === refused) {
      throw this.#refusal("refuses the credentials that were found for it");
    }
    return token.header;
  }

  /** Everyone who asks for the same repository meanwhile waits for the same token. */
  #renew(
    asked: RepositoryAccess,
    challenge: Challenge,
    signal: AbortSignal,
  ): Promise<Token> {
    const scope = scopeOf(asked);
    const renewal = this.#authorize(asked, challenge, signal);
    this.#tokens.set(scope, renewal);
    renewal.catch(() => {
      if (this.#tokens.get(scope) === renewal) this.#tokens.delete(scope);
    });
    return renewal;
  }

  async #authorize(
    asked: RepositoryAccess,
    challenge: Challenge,
    signal: AbortSignal,
  ): Promise<Token> {
    const credentials = await this.#options.findCredentials(
      asked.repository,
      signal,
    );
    if (credentials?.kind === "bearer") {
      return { header: `Bearer ${credentials.token}`, expires: Infinity };
    }
    if (challenge.scheme === "bearer") {
      const scope = scopeOf(asked);
      return this.#requestToken({ scope, challenge, credentials, signal });
    }
    if (credentials?.kind !== "password") {
      throw this.#refusal("asks for a user name and a password");
    }
    return { header: basicHeader(credentials), expires: Infinity };
  }

  /** https://distribution.github.io/distribution/spec/auth/token/ and …/oauth/ */
  async #requestToken({
    scope,
    challenge,
    credentials,
    signal,
  }: {
    scope: string;
    challenge: Challenge;
    credentials: Exclude<Credentials, { kind: "bearer" }> | undefined;
    signal: AbortSignal;
  }): Promise<Token> {
    const realm = this.#checkRealm(challenge, credentials);
    const { service } = challenge.parameters;
    const query = new URLSearchParams({
      ...(service && { service }),
      scope,
    });
    const answer =
      credentials?.kind === "identity"
        ? await this.#options.transport.send(realm, {
            signal,
            method: "POST",
            headers: { "content-type": "application/x-www-form-urlencoded" },
            body: refreshBody(query, credentials.token),
          })
        : await this.#options.transport.send(withQuery(realm, query), {
            signal,
            headers: credentials
              ? { authorization: basicHeader(credentials) }
              : {},
          });
    const body = await readAnswer(answer, realm, MAX_ANSWER_BYTES);
    this.#checkTokenStatus(answer.statusCode, realm, credentials);
    return parseToken(body, realm);
  }

  /** The registry chooses the realm; it must lead neither to plain http nor, with a password, to a stranger. */
  #checkRealm(challenge: Challenge, credentials: Credentials | undefined): URL {
    const { origin } = this.#options;
    const text = challenge.parameters["realm"] ?? "";
    const realm = URL.canParse(text) ? new URL(text) : undefined;
    const isWeb = realm?.protocol === "https:" || realm?.protocol === "http:";
    if (!realm || !isWeb || realm.username !== "") {
      throw this.#refusal("names no valid token server");
    }
    if (origin.protocol === "https:" && realm.protocol !== "https:") {
      throw this.#refusal(
        `names a token server without TLS (${realm.origin}); nothing was sent there`,
      );
    }
    if (credentials && !isRealmTrusted(origin, realm)) {
      throw this.#refusal(
        `names a token server of a stranger (${realm.origin}); the credentials were not sent there`,
      );
    }
    return realm;
  }

  #checkTokenStatus(
    status: number,
    realm: URL,
    credentials: Credentials | undefined,
  ) {
    if (status === 200) return;
    if (status >= 500 || status === 429) {
      throw new NetworkFailure(
        "status",
        `the token server ${realm.origin} answered ${status}`,
        { status },
      );
    }
    throw this.#refusal(
      credentials
        ? "refuses the credentials that were found for it"
        : "asks for credentials, and there are none for it",
    );
  }

  #refusal(problem: string): RegistryFailure {
    const { origin } = this.#options;
    return new RegistryFailure(
      "unauthorized",
      `the registry ${origin.host} ${problem}`,
    );
  }
}

/** https://distribution.github.io/distribution/spec/auth/scope/ */
function scopeOf({ repository, access }: RepositoryAccess): string {
  return `repository:${repository}:${ACTIONS[access]}`;
}

function chooseChallenge(challenges: readonly Challenge[]) {
  return (
    challenges.find(({ scheme }) => scheme === "bearer") ??
    challenges.find(({ scheme }) => scheme === "basic")
  );
}

function basicHeader({
  username,
  password,
}: {
  username?: string;
  password?: string;
}): string {
  const pair = Buffer.from(`${username}:${password}`).toString("base64");
  return `Basic ${pair}`;
}

function refreshBody(query: URLSearchParams, token: string): string {
  const body = new URLSearchParams(query);
  body.set("grant_type", "refresh_token");
  body.set("client_id", "flyloft");
  body.set("refresh_token", token);
  return body.toString();
}

function withQuery(realm: URL, query: URLSearchParams): URL {
  const url = new URL(realm);
  for (const [name, value] of query) url.searchParams.set(name, value);
  return url;
}

function parseToken(body: Buffer, realm: URL): Token {
  try {
    const { token, seconds } = tokenSchema.parse(JSON.parse(body.toString()));
    const expires = Date.now() + Math.max(seconds * 1000 - EARLY_MS, 1000);
    return { header: `Bearer ${token}`, expires };
  } catch {
    // The cause would carry what came, and that may be a token.
    throw new NetworkFailure(
      "format",
      `the token server ${realm.origin} answered something that is not a token`,
    );
  }
}
