import * as z from "zod";
import type { MirrorPlace } from "../config/MirrorPlace.ts";
import { describeIssue } from "../describeIssue.ts";
import { InstallerError } from "../errors.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import { readIfThere } from "../sources/oci/findSignatures.ts";
import { OciRegistry } from "../sources/oci/OciRegistry.ts";
import { readBlobBytes } from "../sources/oci/readBlobBytes.ts";
import { RegistryConnection } from "../sources/oci/RegistryConnection.ts";
import { LayoutConnection } from "./LayoutConnection.ts";
import {
  CONTENTS_LAYER,
  CONTENTS_ROLE,
  INDEX_ROLE,
  ROLE,
} from "./mediaTypes.ts";
import { Mirror } from "./Mirror.ts";
import { type MirrorContents, contentsSchema } from "./MirrorContents.ts";
import { unreadableError } from "./mirrorError.ts";

/** Where a mirror is, or will be. The caller closes the connection. */
export interface MirrorSite {
  readonly text: string;
  readonly repository: string;
  /** Tag or digest of its index. */
  readonly version: string;
  readonly connection: RegistryConnection | LayoutConnection;
  readonly registry: OciRegistry;
}

export const LAYOUT_TAG = "latest";

export function openSite(
  place: MirrorPlace,
  context: ResolveContext,
): MirrorSite {
  const { text } = place;
  if (place.kind === "oci") {
    const { registry: host, repository, version } = place;
    const connection = new RegistryConnection(host, context);
    const registry = new OciRegistry(host, context, connection);
    return { text, repository, version, connection, registry };
  }
  const connection = new LayoutConnection(place.path, context.network);
  const registry = new OciRegistry("layout", context, connection);
  const repository = "mirror";
  return { text, repository, version: LAYOUT_TAG, connection, registry };
}

/** Throws MIRROR_UNREADABLE. */
export async function openMirror(
  site: MirrorSite,
  signal: AbortSignal,
): Promise<Mirror> {
  const mirror = await findMirror(site, signal);
  if (mirror) return mirror;
  throw unreadableError(site.text, "there is none");
}

/** Undefined where nothing is there. Throws MIRROR_UNREADABLE where it is something else. */
export async function findMirror(
  site: MirrorSite,
  signal: AbortSignal,
): Promise<Mirror | undefined> {
  const { registry, repository, version } = site;
  try {
    const wanted = { repository, reference: version, signal };
    const root = await readIfThere(registry, wanted);
    if (!root) return undefined;
    const contents = await readContents(site, root.content, signal);
    return new Mirror({ ...site, root: root.digest, contents });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof InstallerError) throw error;
    throw unreadableError(site.text, explain(error), error);
  }
}

const rootSchema = z.object({
  annotations: z.object(
    { [ROLE]: z.literal(INDEX_ROLE) },
    { error: "are not those of a mirror" },
  ),
  manifests: z.array(
    z.object({
      digest: z.string(),
      annotations: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

async function readContents(
  { registry, repository }: MirrorSite,
  root: Buffer,
  signal: AbortSignal,
): Promise<MirrorContents> {
  const { manifests } = rootSchema.parse(JSON.parse(root.toString("utf8")));
  const named = manifests.find(
    ({ annotations }) => annotations[ROLE] === CONTENTS_ROLE,
  );
  if (!named) throw new Error("its index names no contents");
  const { digest } = named;
  const { manifest } = await registry.readManifest(repository, digest, signal);
  const layers = manifest.kind === "image" ? manifest.layers : [];
  const layer = layers.find(({ mediaType }) => mediaType === CONTENTS_LAYER);
  if (!layer) throw new Error("its contents are not there");
  const blob = { ...layer, signal };
  const bytes = await readBlobBytes(registry, repository, blob);
  return contentsSchema.parse(JSON.parse(bytes.toString("utf8")));
}

function explain(error: unknown): string {
  if (error instanceof z.ZodError) return describeIssue(error);
  if (error instanceof NetworkFailure) return error.message;
  return (error as Error).message;
}
