import * as z from "zod";

const version = z.object({
  version: z.string(),
  deprecated: z.union([z.string(), z.boolean()]).optional(),
  dist: z.object({
    tarball: z.string(),
    integrity: z.string().optional(),
    shasum: z.string().optional(),
    unpackedSize: z.number().optional(),
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
