import {
  type RegistryConnection,
  statusFailure,
} from "./RegistryConnection.ts";
import { RegistryFailure } from "./RegistryFailure.ts";
import { dump } from "./RegistryTransport.ts";

export interface ManifestContent {
  readonly tag: string;
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests */
export async function pushManifest(
  connection: RegistryConnection,
  {
    repository,
    manifest,
    signal,
  }: { repository: string; manifest: ManifestContent; signal: AbortSignal },
): Promise<void> {
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
  const told = pushed.answer.headers["docker-content-digest"];
  if (typeof told !== "string" || told === manifest.digest) return;
  throw new RegistryFailure(
    "digest",
    `${pushed.url.href} took the manifest ${manifest.digest} for ${told}`,
  );
}
