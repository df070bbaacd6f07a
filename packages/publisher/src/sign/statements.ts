/** What a signature is about. */
export interface SigningSubject {
  /** `registry/repository` */
  readonly name: string;
  /** Of the manifest that the reference leads to. */
  readonly digest: string;
  /** `name@version` of each package in it. */
  readonly packages: readonly string[];
}

/** Beside what cosign says: with it, the right key under a tag of another version is found out. */
const PACKAGES = "flyloft.plugins";

/** https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#simple-signing */
export function simpleSigning(subject: SigningSubject): Buffer {
  return toBuffer({
    critical: {
      identity: { "docker-reference": subject.name },
      image: { "docker-manifest-digest": subject.digest },
      type: "cosign container image signature",
    },
    optional: describe(subject),
  });
}

export const STATEMENT_TYPE = "application/vnd.in-toto+json";
export const PREDICATE_TYPE = "https://sigstore.dev/cosign/sign/v1";

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export function inTotoStatement(subject: SigningSubject): Buffer {
  const [algorithm = "", hex = ""] = subject.digest.split(":");
  return toBuffer({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: subject.name, digest: { [algorithm]: hex } }],
    predicateType: PREDICATE_TYPE,
    predicate: describe(subject),
  });
}

function describe({
  packages,
}: SigningSubject): Readonly<Record<string, string>> {
  return { [PACKAGES]: packages.join(",") };
}

function toBuffer(content: unknown): Buffer {
  return Buffer.from(JSON.stringify(content));
}
