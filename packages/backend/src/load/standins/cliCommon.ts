import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPaths as findUpstream } from "@backstage/cli-common";
import { readHostFacts } from "../../supervisor/hostFiles.ts";

/** In place of `@backstage/cli-common` where a plugin asks for it: see `standIns.ts`. */
export * from "@backstage/cli-common";

type Paths = ReturnType<typeof findUpstream>;

/** The target is a folder that describes the portal the way a Backstage repository describes its app. */
export function findPaths(searchDir: string): Paths {
  const own = findUpstream(searchDir);
  const dir = (folder ??= describePortal());
  const resolve = (...paths: string[]) => path.resolve(dir, ...paths);
  return {
    ownDir: own.ownDir,
    get ownRoot() {
      return own.ownRoot;
    },
    targetDir: dir,
    targetRoot: dir,
    resolveOwn: own.resolveOwn,
    resolveOwnRoot: own.resolveOwnRoot,
    resolveTarget: resolve,
    resolveTargetRoot: resolve,
  };
}

/** Made when the first plugin asks, which few do. */
let folder: string | undefined;

function describePortal(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "flyloft-portal-"));
  process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
  const { backstageVersion, shared } = readHostFacts();
  const packageJson = { name: "portal", version: "0.0.0", private: true };
  const entries = Object.entries(shared).map(
    ([name, version]) => `"${name}@${version}":\n  version "${version}"\n`,
  );
  const files = {
    "package.json": JSON.stringify(packageJson),
    "backstage.json": JSON.stringify({ version: backstageVersion }),
    "yarn.lock": ["# yarn lockfile v1\n\n", ...entries].join("\n"),
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(dir, name), text);
  }
  return dir;
}
