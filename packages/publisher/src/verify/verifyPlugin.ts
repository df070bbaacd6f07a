import { existsSync } from "node:fs";
import path from "node:path";
import {
  type ExaminedSigner,
  inspectPackages,
  type NetworkPolicy,
  type SignatureSettings,
} from "@flyloft/installer/publishing";
import type { MachineOptions } from "../push/registryAccess.ts";
import {
  type SignerQuestion,
  isAboutSigners,
  settingsFor,
} from "./settingsFor.ts";

export interface VerifyOptions extends MachineOptions, SignerQuestion {
  /** Anything that `package:` takes. Relative paths start from `configDir`, whose `.npmrc` counts. */
  readonly reference: string;
  readonly configDir: string;
  /** A portal's rules, in place of the signers. */
  readonly rules?: SignatureSettings | undefined;
  readonly insecureRegistries?: readonly string[] | undefined;
  readonly network?: Partial<NetworkPolicy> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface VerifiedPackage extends ExaminedSigner {
  readonly name: string;
  readonly version: string;
  /** Of the bytes: SRI, `sha256:<hex>!folder` in an artifact. */
  readonly digest: string;
}

export interface VerificationReport {
  readonly reference: string;
  /**
   * What was asked: `signers`: whether somebody that was named signed; `rules`: whether a portal would install it; `nothing`:
   * only who signed, which says nothing of whether they are to be believed.
   */
  readonly asked: "signers" | "rules" | "nothing";
  /** To that question; where nothing was asked, whether there is a signature that isn't known to be wrong. */
  readonly isVerified: boolean;
  readonly packages: readonly VerifiedPackage[];
}

/**
 * Finds out who signed a package, by bringing it and holding signatures and content against each other as a portal does
 * before it installs. Nothing is installed, and no code of it runs.
 *
 * @throws InstallerError, as installing would; PublishError `PUBLISH_KEY_UNREADABLE`, `PUBLISH_SIGNER_INVALID`
 */
export async function verifyPlugin(
  options: VerifyOptions,
): Promise<VerificationReport> {
  const { reference, configDir, rules } = options;
  const asked = rules
    ? "rules"
    : isAboutSigners(options)
      ? "signers"
      : "nothing";
  const signatures = rules ?? (await settingsFor(options));
  const local = path.resolve(configDir, reference);
  const { packages } = await inspectPackages(
    {
      ...options,
      reference: existsSync(local) ? local : reference,
      signatures,
    },
    async ({ facts: { name, version }, digest, signed }) => {
      if (!signed) throw new TypeError("Signatures were asked for.");
      // Without a question there is no answer, whoever the rule made for the asking found.
      const unasked = {
        signer: undefined,
        refusal: undefined,
        rule: undefined,
      };
      const told = asked === "nothing" ? { ...signed, ...unasked } : signed;
      return { name, version, digest, ...told };
    },
  );
  const isVerified = packages.every((one) => isFine(one, asked));
  return { reference, asked, isVerified, packages };
}

function isFine(
  { signer, refusal, rule, signatures }: VerifiedPackage,
  asked: VerificationReport["asked"],
): boolean {
  switch (asked) {
    case "signers":
      return signer !== undefined;
    case "rules":
      return refusal === undefined || rule?.mode !== "require";
    case "nothing":
      return signatures.some(({ problem }) => problem === undefined);
  }
}
