import type { Update } from "@flyloft/management";
import { Badge } from "../management/Badge.tsx";

/** That there is a newer version, and that the publisher gave the installed one up. */
export function UpdateBadges({
  update,
}: {
  readonly update: Update | undefined;
}) {
  if (!update) return null;
  const { newest, current, deprecated } = update;
  return (
    <>
      {newest && newest !== current && (
        <Badge tone="accent" mark="↑">
          {newest} available
        </Badge>
      )}
      {deprecated && (
        <Badge tone="warning" title={deprecated}>
          Deprecated
        </Badge>
      )}
    </>
  );
}
