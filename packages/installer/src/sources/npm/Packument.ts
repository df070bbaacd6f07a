import * as z from "zod";
import type { PublishedSignatures } from "../../signatures/NpmEvidence.ts";

const version = z.object({
  version: z.string(),
  deprecated: z.union([z.string(), z.boolean()]).optional(),
  dist: z.object({
    tarball: z.string(),
    integrity: z.string().optional(),
    shasum: z.string().optional(),
    unpackedSize: z.number().optional(),
    signatures: z
      .array(z.object({ keyid: z.string(), sig: z.string() }))
      .optional()
      .catch(undefined),
    attestations: z.object({ url: z.string() }).optional().catch(undefined),
  }),
});

/** What a registry tells about a package. Other fields are left unread. */
export const packumentSchema = z.object({
  name: z.string(),
  "dist-tags": z.record(z.string(), z.string()).default({}),
  // Parsed one by one: a single odd version of a hundred must not hide the others.
  versions: z.record(z.string(), z.unknown()).default({}),
});

export const publishedDocumentSchema = packumentSchema.extend({
  time: z.record(z.string(), z.unknown()).catch({}).default({}),
  readme: z.string().optional().catch(undefined),
});

export const publishedVersionSchema = version;

export type Packument = z.output<typeof packumentSchema>;
export type PublishedVersion = z.output<typeof version>;
export type PublishedDocument = z.output<typeof publishedDocumentSchema>;

/** What a version says of its signatures; nothing of it is checked. */
export function publishedSignatures({
  signatures = [],
  attestations,
}: PublishedVersion["dist"]): PublishedSignatures {
  return { signatures, attestationsUrl: attestations?.url };
}
