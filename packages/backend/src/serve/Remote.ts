import path from "node:path";
import type { LegacyFrontend, RemoteDescription } from "@flyloft/plugin-core";
import type { GenerationPlugin } from "../supervisor/Generation.ts";
import { AssetFolder } from "./AssetFolder.ts";

/** Where a package has its remote, with `mf-manifest.json` at the top. Nothing else of a package is served. */
export const REMOTE_FOLDER = "dist";

/** The federated remote of an installed plugin, as the server sees it. Files are relative to the package. */
export interface Remote {
  readonly packageName: string;
  /** The container's name. */
  readonly name: string;
  readonly dir: string;
  readonly tree: string;
  readonly entry: string;
  /** What the exposed modules need before they can run. */
  readonly scripts: readonly string[];
  readonly folder: AssetFolder;
  /** Its scripts may compile code in the browser. */
  readonly evaluatesCode: boolean;
  readonly description: RemoteDescription;
  urlOf(file: string): string;
}

/** Makes the remotes of those plugins of a generation that have a frontend. */
export function createRemotes(
  plugins: readonly GenerationPlugin[],
  legacyOf: (packageName: string) => LegacyFrontend | undefined,
): readonly Remote[] {
  return plugins.flatMap((plugin) => {
    const remote = createRemote(plugin, legacyOf);
    return remote ? [remote] : [];
  });
}

/** What of a package in `dir` is served. */
export function remoteFolder(dir: string): AssetFolder {
  return new AssetFolder(path.join(dir, REMOTE_FOLDER));
}

function createRemote(
  { dir, tree, facts, report }: GenerationPlugin,
  legacyOf: (packageName: string) => LegacyFrontend | undefined,
): Remote | undefined {
  const frontend = facts?.frontend;
  if (!frontend || !dir || !tree || report.status.state === "disabled") {
    return undefined;
  }
  const urlOf = (file: string) =>
    `/.flyloft/remotes/${tree}/${path.posix.relative(REMOTE_FOLDER, file)}`;
  return {
    packageName: facts.name,
    name: frontend.containerName,
    dir,
    tree,
    entry: frontend.entry,
    scripts: frontend.exposes.flatMap(({ scripts }) => scripts),
    folder: remoteFolder(dir),
    evaluatesCode: frontend.evaluatesCode ?? false,
    urlOf,
    description: {
      packageName: facts.name,
      pluginId: facts.pluginId,
      version: facts.version,
      name: frontend.containerName,
      entry: urlOf(frontend.entry),
      integrity: frontend.entryIntegrity,
      exposes: frontend.exposes.map(({ name }) => name),
      legacy: legacyOf(facts.name),
    },
  };
}
