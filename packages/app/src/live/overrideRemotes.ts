import type { RemoteDescription } from "@flyloft/plugin-core";

/** The portal's remotes with others in the place of those of the same package; what is new comes last. */
export function overrideRemotes(
  remotes: readonly RemoteDescription[],
  overrides: readonly RemoteDescription[],
): readonly RemoteDescription[] {
  const byPackage = new Map(
    overrides.map((remote) => [remote.packageName, remote]),
  );
  const known = new Set(remotes.map(({ packageName }) => packageName));
  return [
    ...remotes.map((remote) => byPackage.get(remote.packageName) ?? remote),
    ...overrides.filter(({ packageName }) => !known.has(packageName)),
  ];
}
