import path from "node:path";
import type * as z from "zod";
import type { Section } from "./readSections.ts";
import type { signaturesSchema } from "./signaturesSchema.ts";
import type {
  AcceptedContainerSigner,
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
  return (data.signatures?.rules ?? []).map((rule, index) => {
    const { source, mode, registries, signers = [] } = rule;
    const common = {
      mode,
      registries: registries?.map((host) => host.toLowerCase()),
      place: file.place([...keys, "signatures", "rules", index]),
    };
    return source === "npm"
      ? {
          ...common,
          source,
          packages: rule.packages ?? ["*"],
          signers: signers.map((signer) => readSigner(signer, file.dir)),
        }
      : {
          ...common,
          source,
          repositories: rule.repositories ?? ["*"],
          signers: signers.map((signer) => readContainer(signer, file.dir)),
        };
  });
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

function readContainer(
  { keys = "", issuer, identity, repository, signedAs }: WrittenSigner,
  dir: string,
): AcceptedContainerSigner {
  return issuer === undefined
    ? { kind: "key", keyFile: path.resolve(dir, keys), signedAs }
    : { kind: "certificate", issuer, identity, repository, signedAs };
}
