import { type DesiredState, isSecretReference } from "./DesiredState.ts";
import { listLeaves } from "./leaves.ts";

/** Whether settings refer to a secret that was removed, with an earlier installation of the plugin. */
export function lacksSecret(
  settings: object | undefined,
  secrets: DesiredState["secrets"],
): boolean {
  return listLeaves(settings ?? {}).some(
    ([, leaf]) =>
      isSecretReference(leaf) &&
      secrets[`setting:${leaf.$setting}`] === undefined,
  );
}
