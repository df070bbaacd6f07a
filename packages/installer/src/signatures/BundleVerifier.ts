import {
  type SignedEntity,
  type Signer,
  type Verifier,
  type toTrustMaterial,
} from "@sigstore/verify";

type TrustMaterial = ReturnType<typeof toTrustMaterial>;
type Certificate =
  TrustMaterial["certificateAuthorities"][number]["certChain"][number];

/** Holds signatures against a trust root, each of them once in a run, whoever asks how often. */
export class BundleVerifier {
  readonly #verifier: Verifier;
  readonly #outcomes = new WeakMap<object, Outcome>();

  constructor(verifier: Verifier) {
    this.#verifier = verifier;
  }

  /**
   * Who made a signature. `evidence` is the object that it was read into, which nobody changes; `open` makes of it what can
   * be verified. Throws where it isn't to be believed, or can't be opened.
   */
  verify(evidence: object, open: () => SignedEntity): Signer {
    const outcome = this.#outcomes.get(evidence) ?? this.#find(open);
    this.#outcomes.set(evidence, outcome);
    if ("error" in outcome) throw outcome.error;
    return outcome.signer;
  }

  #find(open: () => SignedEntity): Outcome {
    try {
      const entity = open();
      const { key } = entity;
      if (key.$case === "certificate") encodeOnce(key.certificate);
      return { signer: this.#verifier.verify(entity) };
    } catch (error) {
      return { error };
    }
  }
}

type Outcome = { readonly signer: Signer } | { readonly error: unknown };

/** What is known of a root's own certificates isn't found out again for each signature. */
export function settleAuthorities({
  certificateAuthorities,
  timestampAuthorities,
}: TrustMaterial): void {
  for (const { certChain } of [
    ...certificateAuthorities,
    ...timestampAuthorities,
  ]) {
    for (const certificate of certChain) {
      encodeOnce(certificate);
      verifyOnce(certificate);
    }
  }
}

/** Sigstore's code encodes certificates whenever it compares two, which takes longer than all else. */
function encodeOnce(certificate: Certificate): void {
  const { root, tbsCertificate, publicKey } = certificate;
  for (const part of [root, tbsCertificate]) {
    const der = part.toDER();
    part.toDER = () => der;
  }
  Object.defineProperty(certificate, "publicKey", { value: publicKey });
}

function verifyOnce(certificate: Certificate): void {
  const answers = new WeakMap<Certificate, boolean>();
  const verify = certificate.verify.bind(certificate);
  certificate.verify = (issuer = certificate) => {
    const answer = answers.get(issuer) ?? verify(issuer);
    answers.set(issuer, answer);
    return answer;
  };
}
