import type { Signer, Witness } from "@sigstore/sign";
import { PublishError } from "../errors.ts";
import type { SigningKey } from "../keys/SigningKey.ts";

export interface LogChoice {
  /** Of the log of signatures. */
  readonly rekorUrl: string | undefined;
}

export interface KeylessChoice extends LogChoice {
  /** Of the authority that certifies who signs. */
  readonly fulcioUrl: string | undefined;
  /** Who signs: an OpenID Connect token; undefined where the build service is to be asked for one. */
  readonly identityToken: string | undefined;
}

/** Who signs, and who keeps a record of it. */
export interface Signatory {
  readonly signer: Signer;
  readonly witnesses: readonly Witness[];
  /** Of the key that it signs with; undefined where that is made for this signature only. */
  readonly key: SigningKey | undefined;
}

/** Signatures of a key stay between whoever makes and whoever reads them, unless a log is named. */
export async function createKeySignatory(
  key: SigningKey,
  { rekorUrl }: LogChoice,
): Promise<Signatory> {
  const { publicPem: publicKey, hint } = key;
  return {
    key,
    witnesses: rekorUrl === undefined ? [] : [await createLog(rekorUrl)],
    signer: {
      sign: async (data) => ({
        signature: key.sign(data),
        key: { $case: "publicKey", publicKey, hint },
      }),
    },
  };
}

/** A certificate for a few minutes stands for the identity in the token; the log says when that was. */
export async function createKeylessSignatory({
  fulcioUrl,
  rekorUrl,
  identityToken,
}: KeylessChoice): Promise<Signatory> {
  const { CIContextProvider, DEFAULT_FULCIO_URL, FulcioSigner } =
    await import("@sigstore/sign");
  const certifying = new FulcioSigner({
    ...PATIENCE,
    fulcioBaseURL: fulcioUrl ?? DEFAULT_FULCIO_URL,
    identityProvider: identityToken
      ? { getToken: async () => identityToken }
      : new CIContextProvider(),
  });
  return {
    key: undefined,
    witnesses: [await createLog(rekorUrl)],
    signer: {
      sign: (data) => certifying.sign(data).catch(explain),
    },
  };
}

const PATIENCE = { timeout: 30_000, retry: { retries: 2 } };

async function createLog(url: string | undefined): Promise<Witness> {
  const { DEFAULT_REKOR_URL, RekorWitness } = await import("@sigstore/sign");
  const rekorBaseURL = url ?? DEFAULT_REKOR_URL;
  const log = new RekorWitness({ ...PATIENCE, rekorBaseURL });
  return {
    testify: (...signed) => log.testify(...signed).catch(explain),
  };
}

/** What Sigstore's client throws on a broken token has the token in it: neither that message nor the cause may be told. */
function explain(error: unknown): never {
  const { code = "", message } = error as Error & { readonly code?: string };
  if (code.startsWith("IDENTITY_TOKEN_")) {
    const isThere = code === "IDENTITY_TOKEN_PARSE_ERROR";
    throw new PublishError(
      "PUBLISH_IDENTITY_MISSING",
      isThere
        ? "The identity token is none of OpenID Connect"
        : "Nothing says who signs: there is no identity token, and no build service that gives one",
      {
        hint: "Sign with --key, or set SIGSTORE_ID_TOKEN to a token with the audience sigstore. In GitHub Actions the job's `permissions` have to let it write `id-token`; in GitLab CI use `id_tokens`.",
      },
    );
  }
  throw new PublishError("PUBLISH_SIGNING_FAILED", `Not signed: ${message}`, {
    hint: "Look whether --fulcio-url and --rekor-url are right and can be reached from here, and whether the token is still valid. Nothing was pushed.",
    cause: error,
  });
}
