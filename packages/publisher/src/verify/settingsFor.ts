import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  parsePublicKeys,
  type SignatureRule,
  type SignatureSettings,
} from "@flyloft/installer/publishing";
import { PublishError } from "../errors.ts";

/** Who should have signed: a key, or somebody for whom an issuer vouches; nobody in particular where all is left out. */
export interface SignerQuestion {
  /** Relative to `configDir`, as `trustedRoot`. */
  readonly configDir: string;
  /** A file with public keys: PEM, or JSON as npm registries have it. */
  readonly key?: string | undefined;
  readonly issuer?: string | undefined;
  /** Pattern of the workflow or address in the certificate. */
  readonly identity?: string | undefined;
  /** Pattern of the repository in the certificate that was built from. */
  readonly repository?: string | undefined;
  /** Pattern of the OCI repository that the signature names, where that is another one than the artifact's. */
  readonly signedAs?: string | undefined;
  /** Sigstore's `trusted_root.json`; the public one where left out. */
  readonly trustedRoot?: string | undefined;
}

export function isAboutSigners({
  key,
  issuer,
  identity,
  repository,
  signedAs,
}: SignerQuestion): boolean {
  const said = [key, issuer, identity, repository, signedAs];
  return said.some((one) => one !== undefined);
}

/** A portal's rules that ask the same of every package. Throws PublishError. */
export async function settingsFor(
  question: SignerQuestion,
): Promise<SignatureSettings> {
  const { configDir, key, trustedRoot } = question;
  const root =
    trustedRoot === undefined
      ? undefined
      : path.resolve(configDir, trustedRoot);
  if (!isAboutSigners(question)) return { rules: ANYBODY, trustedRoot: root };
  if (key === undefined) {
    return { rules: rulesForIdentity(question), trustedRoot: root };
  }
  if (question.issuer ?? question.identity ?? question.repository) {
    throw invalid("A signer is a key or an identity, not both");
  }
  const keyFile = path.resolve(configDir, key);
  await checkKeys(keyFile, key);
  const { signedAs } = question;
  return {
    rules: [
      { ...NPM, signers: [{ kind: "registry", keyFile }] },
      { ...OCI, signers: [{ kind: "key", keyFile, signedAs }] },
    ],
    trustedRoot: root,
  };
}

const COMMON = {
  registries: undefined,
  mode: "require",
  place: { file: "the command line" },
} as const;
const NPM = { ...COMMON, source: "npm", packages: ["*"] } as const;
const OCI = { ...COMMON, source: "oci", repositories: ["*"] } as const;

const UNNAMED = { issuer: "", identity: undefined, repository: undefined };
/** So that all there is gets read; whom these rules believe is of no account. */
const ANYBODY: readonly SignatureRule[] = [
  {
    ...NPM,
    signers: [
      { kind: "registry", keyFile: undefined },
      { kind: "provenance", ...UNNAMED },
    ],
  },
  { ...OCI, signers: [] },
];

function rulesForIdentity({
  issuer,
  identity,
  repository,
  signedAs,
}: SignerQuestion): readonly SignatureRule[] {
  // Anyone can get a certificate of a public issuer.
  if (issuer === undefined || (identity ?? repository) === undefined) {
    throw invalid("An identity takes an issuer, and who it vouches for");
  }
  const by = { issuer, identity, repository };
  return [
    { ...NPM, signers: [{ kind: "provenance", ...by }] },
    { ...OCI, signers: [{ kind: "certificate", ...by, signedAs }] },
  ];
}

function invalid(message: string): PublishError {
  return new PublishError("PUBLISH_SIGNER_INVALID", message, {
    hint: "Give --key, or --issuer with --identity, --repository or both; or --config, for what a portal's rules say.",
  });
}

async function checkKeys(file: string, written: string): Promise<void> {
  try {
    parsePublicKeys(await readFile(file, "utf8"));
  } catch (cause) {
    throw new PublishError(
      "PUBLISH_KEY_UNREADABLE",
      `The key in ${written} can't be read: ${(cause as Error).message}`,
      {
        hint: "Name a file with public keys: the .pub that flyloft plugin keygen or cosign made, or JSON as npm registries have at /-/npm/v1/keys.",
        place: { file: written },
        cause,
      },
    );
  }
}
