import * as z from "zod";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import { RegistryFailure } from "./RegistryFailure.ts";

const digestSchema = z
  .string()
  .regex(/^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/);
const annotationsSchema = z.record(z.string(), z.string()).default({});

const descriptorSchema = z.looseObject({
  mediaType: z.string(),
  digest: digestSchema,
  size: z.int().nonnegative(),
  artifactType: z.string().optional(),
  annotations: annotationsSchema,
  platform: z
    .looseObject({ os: z.string(), architecture: z.string() })
    .optional(),
});

const imageSchema = z.looseObject({
  schemaVersion: z.literal(2),
  artifactType: z.string().optional(),
  layers: z.array(descriptorSchema),
  annotations: annotationsSchema,
});

const indexSchema = z.looseObject({
  schemaVersion: z.literal(2),
  manifests: z.array(descriptorSchema),
  annotations: annotationsSchema,
});

export type Descriptor = z.infer<typeof descriptorSchema>;

export type Manifest =
  | ({ readonly kind: "image" } & z.infer<typeof imageSchema>)
  | ({ readonly kind: "index" } & z.infer<typeof indexSchema>);

/** What registries have to take: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** What to ask a registry for; one that isn't asked for an index answers 404 where there is one. */
export const MANIFEST_TYPES = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

/**
 * Reads an image manifest or an index. A document that could be both is refused: two readers could take it for
 * different things. https://github.com/opencontainers/image-spec/blob/main/manifest.md
 */
export function parseManifest(content: Buffer, url: string): Manifest {
  const document = parseJson(content, url);
  if ("manifests" in document && "layers" in document) {
    throw new RegistryFailure(
      "unsupported",
      `the manifest at ${url} claims to be an image and an index at once`,
    );
  }
  if (document["schemaVersion"] === 1) {
    throw new RegistryFailure(
      "unsupported",
      `the manifest at ${url} has schema version 1, which is too old`,
    );
  }
  const isIndex = "manifests" in document;
  const parsed = (isIndex ? indexSchema : imageSchema).safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new RegistryFailure(
      "unsupported",
      `the manifest at ${url} is not valid: ${issue?.path.join(".")}: ${issue?.message}`,
      { cause: parsed.error },
    );
  }
  return {
    kind: isIndex ? "index" : "image",
    ...parsed.data,
  } as Manifest;
}

function parseJson(content: Buffer, url: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(content.toString());
    if (typeof value === "object" && value !== null) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Said below, with the beginning of what came instead.
  }
  const beginning = content.subarray(0, 60).toString().replace(/\s+/g, " ");
  throw new NetworkFailure(
    "format",
    `${url} answered something that is not a manifest: ${beginning}`,
  );
}
