import { NetworkFailure } from "../../network/NetworkFailure.ts";
import type { ResolveContext } from "../../resolve/ResolveContext.ts";
import type { NpmAccess } from "./NpmAccess.ts";
import {
  type PublishedManifest,
  publishedManifestSchema,
} from "./PublishedManifest.ts";
import { readDocument } from "./readDocument.ts";
import { readFullPackument } from "./readPackument.ts";

/**
 * The whole `package.json` of one exact version. A registry that can't tell one version's alone is asked for all of them.
 * Throws NetworkFailure only.
 */
export async function readManifest(
  { name, version }: { readonly name: string; readonly version: string },
  context: ResolveContext & NpmAccess,
): Promise<PublishedManifest> {
  const alone = await readAlone({ name, version }, context);
  if (alone) return alone;
  const { packument } = await readFullPackument(name, context);
  const manifest = parseManifest(packument.versions[version], version);
  if (manifest) return manifest;
  throw new NetworkFailure("status", `${name} has no version ${version}`, {
    status: 404,
  });
}

async function readAlone(
  { name, version }: { readonly name: string; readonly version: string },
  context: ResolveContext & NpmAccess,
): Promise<PublishedManifest | undefined> {
  try {
    const accept = "application/json";
    const document = await readDocument({ name, version, accept }, context);
    return parseManifest(document.content, version);
  } catch (error) {
    if (error instanceof NetworkFailure && isRefusal(error)) return undefined;
    throw error;
  }
}

function parseManifest(
  content: unknown,
  version: string,
): PublishedManifest | undefined {
  const parsed = publishedManifestSchema.safeParse(content);
  return parsed.success && parsed.data.version === version
    ? parsed.data
    : undefined;
}

/** Of the question, not of the one who asks it. */
function isRefusal({ kind, status = 0 }: NetworkFailure): boolean {
  return (
    kind === "status" &&
    status >= 400 &&
    ![401, 403, 429].includes(status) &&
    status < 500
  );
}
