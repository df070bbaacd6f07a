import * as z from "zod";

const digest = z
  .string()
  .regex(/^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/);
const blob = z.object({ digest, size: z.int().nonnegative() });

const archiveSchema = blob.extend({
  /** File name, for people. */
  title: z.string(),
  /** What the lockfile holds the bytes to. */
  integrity: z.string(),
});

const releaseSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** Tags by which the lockfile's references name it. */
  tags: z.array(z.string()),
  /** A {@link Release}. */
  document: blob,
});

const referrerSchema = blob.extend({
  /** Digest of what it refers to. */
  subject: digest,
  mediaType: z.string(),
  artifactType: z.string().optional(),
});

const repositorySchema = z.object({
  /** `host/repository`, as signatures name it. */
  name: z.string(),
  /** Tag → digest. */
  tags: z.record(z.string(), digest),
  referrers: z.array(referrerSchema),
});

/** What is in a mirror, by what it is asked for. In one order, without times: the same lockfile gives the same bytes. */
export const contentsSchema = z.object({
  version: z.literal(1),
  /** Of npm packages and URLs. */
  archives: z.array(archiveSchema),
  /** Versions of npm packages that are plugins. */
  releases: z.array(releaseSchema),
  repositories: z.array(repositorySchema),
});

export const releaseDocumentSchema = z.object({
  /** The version's `package.json` as the registry tells it. */
  manifest: z.looseObject({ name: z.string(), version: z.string() }),
  publishedAt: z.string().optional(),
  /** As the registry's answers have them. */
  attestations: z.array(z.unknown()).optional(),
  keys: z.array(z.unknown()).optional(),
});

export type MirrorContents = z.output<typeof contentsSchema>;
export type MirroredArchive = z.output<typeof archiveSchema>;
export type MirroredRelease = z.output<typeof releaseSchema>;
export type MirroredRepository = z.output<typeof repositorySchema>;
export type MirroredReferrer = z.output<typeof referrerSchema>;
/** All that a registry says of a version and that installing it, or checking its signatures, asks for. */
export type Release = z.output<typeof releaseDocumentSchema>;
export type BlobRef = z.output<typeof blob>;
