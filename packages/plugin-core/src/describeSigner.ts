import type { PluginSigner } from "./reports.ts";

/** Who signed, in one line. */
export function describeSigner(signer: PluginSigner): string {
  const { kind, identity, keyId, issuer } = signer;
  switch (kind) {
    case "registry":
      return `the registry key ${keyId ?? ""} (${identity})`;
    case "key":
      return keyId === undefined
        ? `the key ${identity}`
        : `the key ${keyId} (${identity})`;
    case "provenance":
    case "certificate":
      return `${identity} (${issuer ?? "no issuer"})`;
  }
}
