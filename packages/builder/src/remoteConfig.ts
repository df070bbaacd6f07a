import path from "node:path";
import { rspack, type Configuration } from "@rspack/core";
import type { RemoteShare } from "./BuildRequest.ts";
import { FederationManifestPlugin } from "./FederationManifestPlugin.ts";
import { moduleRules } from "./moduleRules.ts";
import { NODE_GLOBALS, NODE_MODULES } from "./nodeModules.ts";
import type { BuiltPackage } from "./readBuiltPackage.ts";
import { RequestFence } from "./RequestFence.ts";

/** The whole configuration: rspack reads no file for it, and neither do the loaders that are built into it. */
export function remoteConfig(built: BuiltPackage): Configuration {
  const { dir, outDir, containerName, hostModules, hoisted, isWatched } = built;
  return {
    mode: "production",
    context: dir,
    entry: {},
    // Named here, because an unnamed target is looked up in the package's browserslist.
    target: ["web", "es2022"],
    devtool: isWatched && "source-map",
    cache: isWatched,
    output: {
      path: outDir,
      clean: true,
      uniqueName: containerName,
      publicPath: "auto",
      chunkFilename: "static/[name].[contenthash:8].js",
      assetModuleFilename: "static/[name].[contenthash:8][ext]",
      crossOriginLoading: "anonymous",
      // Of the publisher's machine, a path from the package on is enough.
      devtoolModuleFilenameTemplate: "[resource-path]",
    },
    resolve: {
      extensions: [".tsx", ".ts", ".mjs", ".js", ".jsx", ".cjs", ".json"],
      mainFields: ["browser", "module", "main"],
      modules: ["node_modules", ...(hostModules ? [hostModules] : [])],
      fallback: { ...NODE_MODULES, ...hoisted },
    },
    // No loader is a file: what a request names can't be found.
    resolveLoader: { modules: [], extensions: [], mainFiles: [] },
    module: {
      rules: moduleRules(dir),
      parser: {
        javascript: {
          exportsPresence: "warn",
          reexportExportsPresence: "warn",
        },
        "css/auto": { exportType: "style", namedExports: false },
      },
      generator: {
        "css/auto": {
          runtimePublicPath: true,
          // Without it, equal names in equal files of two plugins would be one class.
          localIdentHashSalt: containerName,
        },
      },
    },
    node: { __filename: "mock", __dirname: "mock" },
    optimization: {
      minimize: !isWatched,
      splitChunks: splitting(),
      // Others are made of paths, which differ from machine to machine.
      moduleIds: "natural",
      chunkIds: "natural",
    },
    performance: { hints: false },
    plugins: remotePlugins(built),
  };
}

/** An exposed module comes in one script, because pages wait for it; what several expose, in one beside them. */
function splitting() {
  const isExpose = (chunk: { readonly name?: string | undefined }) =>
    chunk.name?.startsWith("expose") ?? false;
  return {
    chunks: (chunk: { readonly name?: string | undefined }) => !isExpose(chunk),
    cacheGroups: {
      exposes: {
        chunks: isExpose,
        name: "shared",
        minChunks: 2,
        minSize: 0,
        priority: 10,
      },
    },
  };
}

function remotePlugins(built: BuiltPackage) {
  const { dir, entries, containerName, version, shared, isWatched } = built;
  const exposes = Object.entries(entries).map(([expose, file]) => ({
    name: expose,
    chunkGroup: ["expose", ...(expose.match(/\w+/g) ?? [])].join("-"),
    // Relative, so that its name is the same on every machine.
    file: `./${path.relative(dir, path.resolve(dir, file))}`,
  }));
  return [
    new RequestFence(built),
    new rspack.DefinePlugin(DEFINITIONS),
    new rspack.ProvidePlugin(NODE_GLOBALS),
    new rspack.container.ModuleFederationPluginV1({
      name: containerName,
      filename: "remoteEntry.js",
      library: { type: "global", name: containerName },
      exposes: Object.fromEntries(
        exposes.map(({ name, chunkGroup, file }) => [
          name,
          { import: file, name: chunkGroup },
        ]),
      ),
    }),
    ...sharing(shared),
    // Whoever watches names the container anew in every build, which changes what is in its files.
    !isWatched &&
      new rspack.SubresourceIntegrityPlugin({ hashFuncNames: ["sha384"] }),
    new FederationManifestPlugin({ containerName, version, exposes, shared }),
  ];
}

/**
 * A copy of its own is offered to other remotes too, which may ask for the same version; a spare one is nobody else's
 * business: with it the next remote would get what it wasn't made for.
 */
function sharing(shared: readonly RemoteShare[]) {
  const own = shared.filter(({ isOwn }) => isOwn);
  return [
    new rspack.sharing.ConsumeSharedPlugin({
      consumes: Object.fromEntries(
        shared.map(({ name, range, isOwn, isSpare }) => [
          name,
          {
            import: isOwn || isSpare ? name : (false as const),
            singleton: !isOwn,
            requiredVersion: range ?? (false as const),
          },
        ]),
      ),
    }),
    new rspack.sharing.ProvideSharedPlugin({
      provides: own.map(({ name }) => name),
    }),
  ];
}

/** What Backstage's own builder defines, for packages that ask. Browsers have no `process`. */
const DEFINITIONS = {
  "process.env.NODE_ENV": JSON.stringify("production"),
  "process.env.HAS_REACT_DOM_CLIENT": "true",
  "process.env.APP_CONFIG": "[]",
  "process.env": "({})",
  "process.browser": "true",
};
