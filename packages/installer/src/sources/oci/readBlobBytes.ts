import { createHash } from "node:crypto";
import type { OciRegistry } from "./OciRegistry.ts";
import type { Descriptor } from "./parseManifest.ts";
import { readAnswer } from "./readAnswer.ts";
import { RegistryFailure } from "./RegistryFailure.ts";

/** The bytes of a small blob, held to its size and digest. Throws NetworkFailure. */
export function readBlobBytes(
  registry: OciRegistry,
  repository: string,
  {
    digest,
    size,
    signal,
  }: Pick<Descriptor, "digest" | "size"> & { readonly signal: AbortSignal },
): Promise<Buffer> {
  return registry.readBlob(repository, digest, {
    signal,
    read: async (answer, url) => {
      const content = await readAnswer(answer, url, size);
      const [algorithm = "", expected] = digest.split(":");
      const found = createHash(algorithm).update(content).digest("hex");
      if (found === expected) return content;
      throw new RegistryFailure(
        "digest",
        `the bytes of ${url.href} have the digest ${algorithm}:${found} instead of ${digest}`,
      );
    },
  });
}
