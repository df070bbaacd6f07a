import type { Signer } from "@flyloft/management";
import { describeSigner } from "@flyloft/plugin-core";
import { Badge } from "../management/Badge.tsx";

/** For a package whose signer a rule of the configuration believes. */
export function SignedBadge({
  signer,
}: {
  readonly signer?: Signer | undefined;
}) {
  if (!signer) return null;
  return (
    <Badge mark="✓" title={`Signed by ${describeSigner(signer)}`}>
      Signed
    </Badge>
  );
}
