import path from "node:path";
import { rspack, type Compilation, type Compiler } from "@rspack/core";
import type { RemoteShare } from "./BuildRequest.ts";
import { evaluatesCode } from "./evaluatesCode.ts";

/** A module that a remote exposes: its name (`.` or `./alpha`) and the name of the chunk group that holds it. */
interface Expose {
  readonly name: string;
  readonly chunkGroup: string;
}

interface FederationManifestOptions {
  readonly containerName: string;
  readonly version: string;
  readonly exposes: readonly Expose[];
  readonly shared: readonly RemoteShare[];
}

/**
 * Writes `mf-manifest.json` in module federation's format. The container without an embedded federation runtime
 * comes without a manifest, and the hosts that there are ask for one.
 */
export class FederationManifestPlugin {
  readonly #options: FederationManifestOptions;

  constructor(options: FederationManifestOptions) {
    this.#options = options;
  }

  apply(compiler: Compiler): void {
    compiler.hooks.thisCompilation.tap("FederationManifest", (compilation) => {
      // After the stage in which content hashes get their final value.
      const stage = rspack.Compilation.PROCESS_ASSETS_STAGE_REPORT;
      compilation.hooks.processAssets.tap(
        { name: "FederationManifest", stage },
        () => {
          const { namedChunkGroups = {} } = compilation.getStats().toJson({
            all: false,
            chunkGroups: true,
            chunkGroupChildren: true,
          });
          const manifest = toManifest(this.#options, namedChunkGroups, {
            filesOf: (name) => filesWith(compilation, name),
            evaluatesCode: Object.entries(compilation.assets).some(
              ([file, source]) =>
                isScript(file) && evaluatesCode(String(source.source())),
            ),
          });
          compilation.emitAsset(
            "mf-manifest.json",
            new rspack.sources.RawSource(JSON.stringify(manifest, null, 2)),
          );
        },
      );
    });
  }
}

/** What is used here of a chunk group in the statistics of a compilation. */
interface ChunkGroup {
  readonly assets?: readonly { readonly name: string }[];
}

/** What a manifest says of the scripts that were made. */
interface ScriptFacts {
  readonly filesOf: (specifier: string) => readonly string[];
  readonly evaluatesCode: boolean;
}

function toManifest(
  options: FederationManifestOptions,
  groups: Readonly<Record<string, ChunkGroup>>,
  { filesOf, evaluatesCode }: ScriptFacts,
) {
  const { containerName: name, version, exposes, shared } = options;
  return {
    id: name,
    name,
    metaData: {
      name,
      type: "app",
      buildInfo: { buildVersion: version, buildName: name },
      remoteEntry: { name: "remoteEntry.js", path: "", type: "global" },
      types: { path: "", name: "", zip: "", api: "" },
      globalName: name,
      pluginVersion: "",
      publicPath: "auto",
      evaluatesCode,
    },
    shared: shared.flatMap((module) => {
      const own = module.isOwn ? filesOf(module.name) : [];
      // A copy that nothing imports isn't there; what is announced without one is taken from the host.
      if (module.isOwn && own.length === 0) return [];
      return {
        id: `${name}:${module.name}`,
        name: module.name,
        version: "*",
        singleton: !module.isOwn,
        requiredVersion: module.range ?? "*",
        assets: {
          js: { sync: [], async: own },
          css: { sync: [], async: [] },
        },
      };
    }),
    remotes: [],
    exposes: exposes.map((expose) => {
      const short = expose.name.replace(/^\.\//, "");
      return {
        id: `${name}:${short}`,
        name: short,
        path: expose.name,
        assets: assetsOf(groups[expose.chunkGroup]),
      };
    }),
  };
}

/** Scripts that hold a module of the package that `specifier` names. */
function filesWith(
  { chunks, chunkGraph }: Compilation,
  specifier: string,
): readonly string[] {
  const packageName = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const folder = path.join("node_modules", packageName) + path.sep;
  const holding = [...chunks].filter((chunk) =>
    chunkGraph
      .getChunkModules(chunk)
      .some(
        (module) =>
          "resource" in module && String(module.resource).includes(folder),
      ),
  );
  return holding.flatMap(({ files }) => [...files]).filter(isScript);
}

function assetsOf(group: ChunkGroup | undefined) {
  if (!group) throw new Error("An exposed module has no chunk.");
  const sync = fileNames(group);
  return {
    js: { sync: sync.filter(isScript), async: [] },
    css: { sync: sync.filter((file) => file.endsWith(".css")), async: [] },
  };
}

function fileNames(group: ChunkGroup): string[] {
  return (group.assets ?? []).map((asset) => asset.name);
}

function isScript(file: string): boolean {
  return file.endsWith(".js");
}
