import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import type { Run } from "../createRun.ts";
import type { LinkedPackage } from "../dependencies/DependencyTree.ts";
import type { InstalledPlugin } from "../install/InstalledPlugin.ts";
import { buildError } from "./buildError.ts";
import { compileSchema } from "./compileSchema.ts";
import { listShares, type OwnRanges } from "./listShares.ts";
import { readTree } from "./readTree.ts";
import type { StagedRemote } from "./RemoteCache.ts";

export interface RemoteToBuild {
  readonly installed: InstalledPlugin;
  readonly linked: LinkedPackage;
  readonly run: Run;
  stagingDir(): Promise<string>;
}

export interface BuiltRemote {
  readonly remote: StagedRemote;
  readonly warnings: readonly ErrorReport[];
}

/** The remote of a package as a package of its own, in a staging folder. Throws INSTALL_BUILD_FAILED or INSTALL_BUILD_LIMIT. */
export async function buildPackageRemote(
  job: RemoteToBuild,
): Promise<BuiltRemote> {
  const { installed, linked, run } = job;
  const { completion } = installed.facts;
  if (completion.kind !== "remote")
    throw new Error("There is nothing to build.");
  const dir = await job.stagingDir();
  const manifest = await readManifest(installed.dir);
  const { host } = run.options;
  const outcome = await run.workshop.build({
    kind: "remote",
    dir: linked.dir,
    outDir: path.join(dir, "dist"),
    entries: completion.entries,
    shared: listShares({ linked, manifest, host }),
    hostModules: host.modules,
    hoisted: linked.hoisted,
    roots: [path.join(run.store.root, "links")],
  });
  if (outcome.status !== "built") throw buildError(outcome, subjectOf(job));
  const warnings = await addSchema(dir, job);
  await writeFile(path.join(dir, "package.json"), describeRemote(manifest));
  return { remote: { dir, files: await readTree(dir) }, warnings };
}

/** Without its schema a plugin is shown, but nothing of its configuration reaches a browser. */
async function addSchema(
  dir: string,
  job: RemoteToBuild,
): Promise<readonly ErrorReport[]> {
  const outFile = path.join(dir, "dist/.config-schema.json");
  const { workshop } = job.run;
  const outcome = await compileSchema(job.linked.configured, outFile, workshop);
  if (!outcome || outcome.status === "built") return [];
  const error = buildError(outcome, {
    ...subjectOf(job),
    what: "configuration schema",
  });
  return [reportError(error, error.code)];
}

async function readManifest(dir: string): Promise<OwnRanges & object> {
  return JSON.parse(
    await readFile(path.join(dir, "package.json"), "utf8"),
  ) as OwnRanges;
}

/** What a remote's `package.json` may say: who it is and whose part, but no entry points, dependencies or scripts. */
function describeRemote(manifest: object): string {
  const { name, version, description, backstage } = manifest as Record<
    string,
    unknown
  >;
  return JSON.stringify({ name, version, description, backstage }, null, 2);
}

function subjectOf({ installed, run }: RemoteToBuild) {
  const { request, facts } = installed;
  const plugin = `${facts.name}@${facts.version}`;
  return { request, plugin, settings: run.workshop.settings };
}
