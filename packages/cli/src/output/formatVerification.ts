import { isDeepStrictEqual } from "node:util";
import { describeSigner, formatPlace } from "@flyloft/plugin-core";
import type { VerificationReport, VerifiedPackage } from "@flyloft/publisher";
import { formatRows, type Row } from "../line/formatRows.ts";
import type { Paint } from "./Paint.ts";
import { plain } from "./plainText.ts";

type Signature = VerifiedPackage["signatures"][number];

/** What there is of signatures, and what follows from it. */
export function formatVerification(
  { asked, packages }: VerificationReport,
  paint: Paint,
): readonly string[] {
  const [first] = packages;
  const { signatures = [] } = first ?? {};
  // Packages of one artifact have the same ones.
  const isShared = packages.every((one) =>
    isDeepStrictEqual(one.signatures, signatures),
  );
  const each = packages.flatMap((one) => [
    `${plain(one.name)}@${plain(one.version)} ${paint.dim(one.digest)}`,
    ...judgement(one, asked, paint),
    ...(isShared ? [] : list(one.signatures, paint)),
  ]);
  const all = isShared ? list(signatures, paint) : [];
  return asked === "nothing"
    ? [...each, ...all, NOT_JUDGED]
    : [...each, ...all];
}

const NOT_JUDGED =
  "Nobody was judged: whether a signer is to be believed is said with --key, --issuer or --config.";

function judgement(
  { signer, refusal, rule }: VerifiedPackage,
  asked: VerificationReport["asked"],
  paint: Paint,
): readonly string[] {
  if (asked === "nothing") return [];
  if (signer) {
    return [`  ${paint.good("signed")} by ${plain(describeSigner(signer))}`];
  }
  const isFatal = asked === "signers" || rule?.mode === "require";
  const stroke = isFatal ? paint.bad : paint.warn;
  if (refusal) {
    return [
      `  ${stroke(refusal.code)}: ${plain(refusal.message)}`,
      `  ${refusal.hint}`,
    ];
  }
  if (rule) {
    const what = `no signer is found by the rule at ${formatPlace(rule.place)}`;
    return [`  ${stroke("not signed")}: ${what}`];
  }
  return asked === "rules"
    ? [`  ${paint.warn("not asked")}: no rule is about it`]
    : [
        `  ${stroke("not signed")}: only npm and OCI registries have signatures`,
      ];
}

function list(signatures: readonly Signature[], paint: Paint): string[] {
  if (signatures.length === 0) return ["  no signatures"];
  return signatures.flatMap((signature) => {
    const { form, problem, isChecked, signedAs, plugins } = signature;
    const by = signature.signer
      ? plain(describeSigner(signature.signer))
      : "a key that it doesn't name";
    const rows: Row[] = [
      ["by", isChecked ? by : `${by}, not checked`],
      ...(signedAs ? [["as", plain(signedAs)] as const] : []),
      ...(plugins ? [["of", plain(plugins)] as const] : []),
      ...(problem ? [["but", plain(problem)] as const] : []),
    ];
    const mark = problem ? paint.bad("✗") : paint.good("✓");
    const stated = isChecked || problem ? mark : paint.warn("?");
    return [
      `  ${stated} ${NAMES[form]}`,
      ...formatRows(rows).map((row) => `  ${row}`),
    ];
  });
}

const NAMES: Readonly<Record<Signature["form"], string>> = {
  simple: "signature (cosign, simple)",
  bundle: "signature (cosign, bundle)",
  registry: "registry signature",
  provenance: "provenance",
};
