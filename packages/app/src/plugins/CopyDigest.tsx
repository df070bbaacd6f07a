import CheckIcon from "@material-ui/icons/Check";
import CopyIcon from "@material-ui/icons/FileCopyOutlined";
import { useEffect, useState } from "react";
import { shortDigest } from "./shortDigest.ts";
import styles from "./CopyDigest.module.css";

/** A digest in short, in full on hover and in the clipboard on click. */
export function CopyDigest({ digest }: { readonly digest: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(digest);
    setCopied(true);
  };
  return (
    <button
      type="button"
      className={styles.copy}
      title={digest}
      onClick={() => void copy()}
    >
      <span className={styles.aloud}>Copy digest</span>
      <code>{shortDigest(digest)}</code>
      {copied ? (
        <CheckIcon fontSize="inherit" />
      ) : (
        <CopyIcon fontSize="inherit" />
      )}
      <output className={styles.status}>{copied ? "Copied" : ""}</output>
    </button>
  );
}
