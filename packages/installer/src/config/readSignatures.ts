import path from "node:path";
import type * as z from "zod";
import type { Section } from "./readSections.ts";
import type { signaturesSchema } from "./signaturesSchema.ts";
import type {
  AcceptedSigner,
  SignatureRule,
  SignatureSettings,
} from "./SignatureSettings.ts";

type WrittenRule = NonNullable<
  z.output<typeof signaturesSchema>["rules"]
>[number];
type WrittenSigner = NonNullable<WrittenRule["signers"]>[number];

/** For each key, the last section that says it: rules of several files are not mixed. */
export function readSignatures(
  sections: readonly Section[],
): SignatureSettings {
  const ruling = sections.findLast(({ data }) => data.signatures?.rules);
  const rooting = sections.findLast(({ data }) => data.signatures?.trustedRoot);
  const root = rooting?.data.signatures?.trustedRoot;
  return {
    rules: ruling ? readRules(ruling) : [],
    trustedRoot: root && path.resolve(rooting.file.dir, root),
  };
}

function readRules({ file, keys, data }: Section): SignatureRule[] {
  return (data.signatures?.rules ?? []).map((rule, index) => ({
    source: rule.source,
    packages: rule.packages ?? ["*"],
    registries: rule.registries?.map((host) => host.toLowerCase()),
    mode: rule.mode,
    signers: (rule.signers ?? []).map((signer) => readSigner(signer, file.dir)),
    place: file.place([...keys, "signatures", "rules", index]),
  }));
}

function readSigner(
  { keys, issuer, identity, repository }: WrittenSigner,
  dir: string,
): AcceptedSigner {
  if (issuer !== undefined) {
    return { kind: "provenance", issuer, identity, repository };
  }
  const isOwn = keys === undefined || keys === "registry";
  return {
    kind: "registry",
    keyFile: isOwn ? undefined : path.resolve(dir, keys),
  };
}
