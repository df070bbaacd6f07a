import type { Signer } from "@flyloft/management";
import { CopyDigest } from "../CopyDigest.tsx";
import styles from "./SignerFacts.module.css";

/** Who signed a package: a key, or somebody whom an issuer of certificates vouched for. */
export function SignerFacts({ signer }: { readonly signer: Signer }) {
  const { identity, keyId, issuer, repository } = signer;
  const details = [
    issuer && `by the word of ${withoutScheme(issuer)}`,
    repository && `from ${withoutScheme(repository)}`,
  ].filter(Boolean);
  return (
    <>
      {issuer === undefined ? (
        <span className={styles.key}>
          Key {keyId} <CopyDigest digest={identity} />
        </span>
      ) : (
        withoutScheme(identity)
      )}
      {details.map((detail) => (
        <span key={detail} className={styles.detail}>
          {detail}
        </span>
      ))}
    </>
  );
}

function withoutScheme(address: string): string {
  return address.replace(/^https:\/\//, "").replace(/\/$/, "");
}
