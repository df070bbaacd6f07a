import type { PluginSigner } from "./reports.ts";

/** Who signed, in one line. */
export function describeSigner(signer: PluginSigner): string {
  const { kind, identity, keyId, issuer } = signer;
  return kind === "registry"
    ? `the registry key ${keyId ?? ""} (${identity})`
    : `${identity} (${issuer ?? "no issuer"})`;
}
