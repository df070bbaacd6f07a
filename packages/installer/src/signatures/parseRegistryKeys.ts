import * as z from "zod";
import type { RegistryKey } from "./NpmEvidence.ts";

const keySchema = z.object({
  keyid: z.string().min(1),
  key: z.string().min(1),
  expires: z.iso
    .datetime({ offset: true })
    .nullish()
    .transform((expires) => expires ?? null),
});

const documentSchema = z.object({ keys: z.array(keySchema) });

/**
 * The document that registries have at `/-/npm/v1/keys`: https://docs.npmjs.com/about-registry-signatures. Undefined where
 * it is something else.
 */
export function parseRegistryKeys(
  content: unknown,
): readonly RegistryKey[] | undefined {
  const parsed = documentSchema.safeParse(content);
  return parsed.success ? parsed.data.keys : undefined;
}
