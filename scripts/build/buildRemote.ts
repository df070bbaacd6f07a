import { readFileSync } from "node:fs";
import path from "node:path";
import { SHARED_MODULES } from "@flyloft/plugin-core";
import { packageOf } from "../../packages/backend/src/packageOf.ts";
import { buildRemote as build } from "../../packages/builder/src/buildRemote.ts";
import type { RemoteShare } from "../../packages/builder/src/BuildRequest.ts";
import { root } from "../paths.ts";

export interface RemoteOptions {
  /** The package's folder. Its `package.json` names the container and the version. */
  readonly dir: string;
  /** Source files of the exposed modules by their name, `.` or `./alpha`. Relative to `dir`. */
  readonly entries: Readonly<Record<string, string>>;
  /** Where the remote is written; `<dir>/dist` when left out. Emptied first. */
  readonly outDir?: string;
  /** Shared modules of which the remote brings a copy, for shells whose version its `package.json` doesn't admit. */
  readonly own?: readonly string[];
}

/** Builds a package of this repository, or a test's, as the portal builds published ones. */
export async function buildRemote(options: RemoteOptions): Promise<void> {
  const { dir, entries, outDir = path.join(dir, "dist") } = options;
  const answer = await build({
    kind: "remote",
    dir,
    outDir,
    entries,
    shared: listShared(options),
    hostModules: path.join(root, "node_modules"),
    hoisted: {},
    roots: [root],
  });
  if (answer.status === "built") return;
  const problems = answer.problems.map(
    ({ file = "", message }) => `  ${file} ${message}`,
  );
  throw new Error([`${dir} can't be built:`, ...problems].join("\n"));
}

/** What the shell shares, each with the range that the remote's package asks for. */
function listShared({ dir, own = [] }: RemoteOptions): readonly RemoteShare[] {
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(path.join(dir, "package.json"), "utf8"),
  ) as Record<string, Readonly<Record<string, string>> | undefined>;
  const ranges = { ...peerDependencies, ...dependencies };
  return SHARED_MODULES.map(({ name }) => ({
    name,
    range: ranges[packageOf(name)],
    isOwn: own.includes(name),
  }));
}
