import { bundleFromJSON } from "@sigstore/bundle";
import { type Signer, toSignedEntity } from "@sigstore/verify";
import * as z from "zod";
import type { AcceptedSigner } from "../config/SignatureSettings.ts";
import type { BundleVerifier } from "./BundleVerifier.ts";
import { describeCertificate } from "./describeCertificate.ts";
import { matchesIdentity } from "./matchesIdentity.ts";
import type { Attestation } from "./NpmEvidence.ts";
import { type SignedSubject, toPurl } from "./SignedSubject.ts";
import { type Verdict, mostTelling, refuse } from "./Verdict.ts";

type AcceptedBuild = AcceptedSigner & { readonly kind: "provenance" };

const PROVENANCE = "https://slsa.dev/provenance/";
const IN_TOTO = "application/vnd.in-toto+json";

// https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
const statementSchema = z.object({
  predicateType: z.string().startsWith(PROVENANCE),
  subject: z.array(
    z.object({ name: z.string(), digest: z.record(z.string(), z.string()) }),
  ),
});

/** Whether a build that the rule believes, or any without a rule, says that it made this package. Pure. */
export function checkProvenance(
  subject: SignedSubject,
  attestations: readonly Attestation[],
  {
    accepted,
    verifier,
  }: {
    readonly accepted: AcceptedBuild | undefined;
    readonly verifier: BundleVerifier;
  },
): Verdict {
  const provenance = attestations.filter(({ predicateType }) =>
    predicateType.startsWith(PROVENANCE),
  );
  if (provenance.length === 0) {
    return refuse(
      "VERIFY_SIGNATURE_MISSING",
      "its registry has no provenance of it",
    );
  }
  return mostTelling(
    provenance.map((attestation) => {
      const opened = open(attestation, verifier);
      if (typeof opened === "string") {
        return refuse(
          "VERIFY_SIGNATURE_INVALID",
          `its provenance is not to be believed: ${opened}`,
        );
      }
      const other = findOtherSubject(opened.payload, subject);
      return other === undefined
        ? checkBuild(opened.signer, accepted)
        : refuse("VERIFY_SIGNATURE_INVALID", other);
    }),
  );
}

/** The signed statement with who signed it, or why it isn't to be believed. */
function open(
  attestation: Attestation,
  verifier: BundleVerifier,
): { readonly payload: Buffer; readonly signer: Signer } | string {
  try {
    const bundle = bundleFromJSON(attestation.bundle);
    const { content, verificationMaterial } = bundle;
    if (content.$case !== "dsseEnvelope") return "it is no envelope";
    const { payload, payloadType } = content.dsseEnvelope;
    if (payloadType !== IN_TOTO) return `it holds ${payloadType}`;
    if (verificationMaterial.content.$case === "publicKey") {
      return "a key signed it, where a build's certificate belongs";
    }
    const signer = verifier.verify(attestation, () => toSignedEntity(bundle));
    return { payload, signer };
  } catch (error) {
    return (error as Error).message;
  }
}

/** What is right about a signature is nothing worth where it is of another package. */
function findOtherSubject(
  payload: Buffer,
  subject: SignedSubject,
): string | undefined {
  const statement = statementSchema.safeParse(parseJson(payload));
  if (!statement.success) return "its provenance is no statement about a build";
  const purl = toPurl(subject);
  const named = statement.data.subject.filter(({ name }) => name === purl);
  if (named.length === 0) {
    const names = statement.data.subject.map(({ name }) => name).join(", ");
    return `its provenance is of ${names || "nothing"}, not of ${purl}`;
  }
  const hex = Buffer.from(
    subject.integrity.replace(/^sha512-/, ""),
    "base64",
  ).toString("hex");
  const isSame =
    subject.integrity.startsWith("sha512-") &&
    named.some(({ digest }) => digest["sha512"] === hex);
  return isSame ? undefined : `its provenance is of other bytes of ${purl}`;
}

function checkBuild(
  signer: Signer,
  accepted: AcceptedBuild | undefined,
): Verdict {
  const build = describeCertificate(signer);
  if (matchesIdentity(build, accepted))
    return { signer: { kind: "provenance", ...build } };
  const { identity, issuer = "nobody", repository = "no repository" } = build;
  return refuse(
    "VERIFY_SIGNER_FORBIDDEN",
    `it was built by ${identity} from ${repository}, says ${issuer}, who is none of those that count`,
  );
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString("utf8"));
  } catch {
    return undefined;
  }
}
