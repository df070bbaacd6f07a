import { inspectPackages } from "@flyloft/installer/publishing";
import type { RegistryAccess } from "../push/registryAccess.ts";

/** What the signature says is in the artifact is read from its bytes, not from what its annotations say. */
export async function listPackages(
  reference: string,
  access: RegistryAccess & { readonly signal?: AbortSignal | undefined },
): Promise<readonly string[]> {
  const { packages } = await inspectPackages(
    { ...access, reference, configDir: process.cwd() },
    async ({ facts: { name, version } }) => `${name}@${version}`,
  );
  return packages;
}
