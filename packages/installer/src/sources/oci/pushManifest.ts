import { type Connection, statusFailure } from "./RegistryConnection.ts";
import { RegistryFailure } from "./RegistryFailure.ts";
import { dump } from "./RegistryTransport.ts";

export interface ManifestContent {
  /** Or its digest, for one without a tag. */
  readonly tag: string;
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/**
 * Answers the digest that the registry lists it under as a referrer, where it does such.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject
 */
export async function pushManifest(
  connection: Connection,
  {
    repository,
    manifest,
    signal,
  }: { repository: string; manifest: ManifestContent; signal: AbortSignal },
): Promise<string | undefined> {
  const pushed = await connection.request({
    repository,
    signal,
    access: "push",
    method: "PUT",
    target: `manifests/${manifest.tag}`,
    headers: { "content-type": manifest.mediaType },
    body: manifest.bytes,
  });
  if (pushed.answer.statusCode !== 201) throw await statusFailure(pushed);
  await dump(pushed.answer);
  const { headers } = pushed.answer;
  const told = headers["docker-content-digest"];
  const listed = headers["oci-subject"];
  if (typeof told !== "string" || told === manifest.digest) {
    return typeof listed === "string" ? listed : undefined;
  }
  throw new RegistryFailure(
    "digest",
    `${pushed.url.href} took the manifest ${manifest.digest} for ${told}`,
  );
}
