import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import type { RemoteIdentity, StagedRemote } from "./RemoteCache.ts";

/** What the `package.json` of a built remote says, and all that it may say: no entry points, no dependencies, no scripts. */
const remotePackageSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  description: z.string().optional(),
  backstage: z.looseObject({
    role: z.enum(["frontend-plugin", "frontend-plugin-module"]),
  }),
});

export type RemotePackage = z.output<typeof remotePackageSchema>;

/** Throws where it isn't a remote's. */
export async function readRemotePackage({
  dir,
}: Pick<StagedRemote, "dir">): Promise<RemotePackage> {
  const text = await readFile(path.join(dir, "package.json"), "utf8");
  return remotePackageSchema.parse(JSON.parse(text));
}

/**
 * Throws where what came from a cache isn't the remote of this package: another name, code for the backend, files that no
 * build makes. Who can write to the cache must not get further than into the browser with it.
 */
export async function checkCachedRemote(
  remote: StagedRemote,
  { name, version }: RemoteIdentity,
): Promise<void> {
  const stray = remote.files.find(
    ({ path }) => path !== "package.json" && !path.startsWith("dist/"),
  );
  if (stray) throw new Error(`it holds ${stray.path}, which no remote has`);
  const found = await readRemotePackage(remote);
  if (found.name !== name || found.version !== version) {
    throw new Error(
      `it holds ${found.name}@${found.version} instead of ${name}@${version}`,
    );
  }
  const hasRemote = remote.files.some(
    ({ path }) => path === "dist/mf-manifest.json",
  );
  if (!hasRemote) throw new Error("it holds no remote");
}
