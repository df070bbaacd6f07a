import type {
  IdentifiedManifest,
  OciRegistry,
} from "@flyloft/installer/publishing";
import { readSigningKey } from "../keys/readSigningKey.ts";
import type { MachineOptions } from "../push/registryAccess.ts";
import type { Attached } from "./Attachment.ts";
import {
  type Signatory,
  createKeylessSignatory,
  createKeySignatory,
} from "./Signatory.ts";
import type { SigningSubject } from "./statements.ts";

export const FORMS = ["simple", "bundle"] as const;
/** `simple`: cosign's older form, under a tag; `bundle`: its newer one, a referrer. */
export type SignatureForm = (typeof FORMS)[number];

export interface SigningChoice {
  /** A file with a private key, or `env://NAME`; undefined where an identity signs, certified for this signature. */
  readonly key?: string | undefined;
  /** Asked where the key takes one; undefined where there is none to be had. */
  readonly password: () => Promise<string | undefined>;
  readonly fulcioUrl?: string | undefined;
  /** With a key, signatures are in no log unless one is named. */
  readonly rekorUrl?: string | undefined;
  /** Both where left out. */
  readonly forms?: readonly SignatureForm[] | undefined;
}

export interface MadeSignature extends Attached {
  readonly form: SignatureForm;
}

/** Throws PublishError about the key. Who signs without one is found out when something is to be signed. */
export async function openSignatory(
  { key: file, password, fulcioUrl, rekorUrl }: SigningChoice,
  { env }: MachineOptions,
): Promise<Signatory> {
  if (file !== undefined) {
    const key = await readSigningKey({ file, env, password });
    return createKeySignatory(key, { rekorUrl });
  }
  const identityToken = env["SIGSTORE_ID_TOKEN"] || undefined;
  return createKeylessSignatory({ fulcioUrl, rekorUrl, identityToken });
}

export interface ArtifactToSign {
  readonly registry: OciRegistry;
  readonly repository: string;
  readonly artifact: IdentifiedManifest;
  readonly subject: SigningSubject;
  readonly signal: AbortSignal;
}

/** Puts a signature of each form beside an artifact. Throws PublishError and NetworkFailure. */
export async function signArtifact(
  to: ArtifactToSign,
  signatory: Signatory,
  forms: readonly SignatureForm[] = FORMS,
): Promise<readonly MadeSignature[]> {
  const attach = {
    simple: async () => (await import("./attachSimple.ts")).attachSimple,
    bundle: async () => (await import("./attachBundle.ts")).attachBundle,
  };
  const made: MadeSignature[] = [];
  for (const form of FORMS.filter((one) => forms.includes(one))) {
    const attached = await (await attach[form]())({ ...to, signatory });
    made.push({ form, ...attached });
  }
  return made;
}
