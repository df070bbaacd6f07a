import { isDeepStrictEqual } from "node:util";
import type { PluginSigner } from "@flyloft/plugin-core";

/** Why a signer that a rule believes didn't sign, the gravest first. */
const REFUSALS = [
  "VERIFY_SIGNATURE_INVALID",
  "VERIFY_KEY_EXPIRED",
  "VERIFY_SIGNER_FORBIDDEN",
  "VERIFY_SIGNATURE_MISSING",
] as const;

export interface Refusal {
  readonly code: (typeof REFUSALS)[number];
  /** To follow the package's name. */
  readonly message: string;
  /** What to do, where it isn't what helps with the code in general. */
  readonly hint?: string;
}

export type Verdict =
  { readonly signer: PluginSigner } | { readonly refusal: Refusal };

export function refuse(
  code: Refusal["code"],
  message: string,
  hint?: string,
): Verdict {
  return { refusal: { code, message, ...(hint && { hint }) } };
}

/** Of several answers a signer, before all others the one who is expected, else the gravest refusal. */
export function mostTelling(
  verdicts: readonly Verdict[],
  expected?: PluginSigner,
): Verdict {
  const signers = verdicts.filter((verdict) => "signer" in verdict);
  const [first] = signers;
  const signed =
    signers.find(({ signer }) => isDeepStrictEqual(signer, expected)) ?? first;
  const refusals = verdicts.filter((verdict) => "refusal" in verdict);
  const gravest = REFUSALS.flatMap((code) =>
    refusals.filter(({ refusal }) => refusal.code === code),
  )[0];
  return (
    signed ?? gravest ?? refuse("VERIFY_SIGNATURE_MISSING", "nobody signed it")
  );
}
