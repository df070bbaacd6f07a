import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { trustError } from "./trustError.ts";

/** The public instance's, as it was when the package that brings it along was published. */
const PUBLIC = "https://tuf-repo-cdn.sigstore.dev";

const seedsSchema = z.object({
  [PUBLIC]: z.object({
    targets: z.object({ "trusted_root.json": z.base64() }),
  }),
});

/**
 * What certificates and logs of provenance are held against, as JSON: a file of the form of Sigstore's
 * `trusted_root.json`, or the public instance's where none is given. Nothing is downloaded. Throws CONFIG_TRUST_INVALID.
 */
export async function readTrustedRoot(
  file: string | undefined,
): Promise<string> {
  if (file === undefined) return readPublicRoot();
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw trustError(file, (cause as Error).message, cause);
  });
}

async function readPublicRoot(): Promise<string> {
  const seeds = fileURLToPath(import.meta.resolve("@sigstore/tuf/seeds.json"));
  const { [PUBLIC]: known } = seedsSchema.parse(
    JSON.parse(await readFile(seeds, "utf8")),
  );
  const encoded = known.targets["trusted_root.json"];
  return Buffer.from(encoded, "base64").toString("utf8");
}
