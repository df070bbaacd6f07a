import { readFileSync } from "node:fs";
import path from "node:path";
import { rspack, type Configuration, type RuleSetRule } from "@rspack/core";
import { SHARED_MODULES } from "@flyloft/plugin-core";
import { packageOf } from "../../packages/backend/src/packageOf.ts";
import {
  FederationManifestPlugin,
  type RemoteShare,
} from "./FederationManifestPlugin.ts";

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

type Ranges = Readonly<Record<string, string>>;

/**
 * Builds a package's federated remote: `remoteEntry.js`, `mf-manifest.json` and chunks named by their content.
 *
 * What the shell shares is part of the remote only where `own` asks for it, so it has to be built against the versions
 * that the shell has.
 * The container speaks module federation's protocol (`init`, `get`) without a federation runtime of its own, which is
 * the larger part of a small remote; the host brings one.
 */
export async function buildRemote(options: RemoteOptions): Promise<void> {
  const compiler = rspack(remoteConfig(options));
  const stats = await new Promise<string | undefined>((resolve, reject) => {
    compiler.run((error, result) => {
      if (error) reject(error);
      else
        resolve(
          result?.hasErrors() ? result.toString("errors-only") : undefined,
        );
    });
  });
  await new Promise<void>((resolve) => compiler.close(() => resolve()));
  if (stats) throw new Error(`${options.dir}: ${stats}`);
}

/** The container and global variable of a package: `@flyloft/plugin-home` → `flyloft_plugin_home`. */
function containerNameOf(packageName: string): string {
  return packageName.replace(/^@/, "").replaceAll(/\W+/g, "_");
}

function remoteConfig(options: RemoteOptions): Configuration {
  const { dir, outDir = path.join(dir, "dist") } = options;
  const { name, version, dependencies, peerDependencies } = JSON.parse(
    readFileSync(path.join(dir, "package.json"), "utf8"),
  ) as {
    name: string;
    version: string;
    dependencies?: Ranges;
    peerDependencies?: Ranges;
  };
  const containerName = containerNameOf(name);
  const ranges = { ...peerDependencies, ...dependencies };
  return {
    mode: "production",
    context: dir,
    entry: {},
    target: ["web", "es2022"],
    devtool: false,
    output: {
      path: outDir,
      clean: true,
      uniqueName: containerName,
      publicPath: "auto",
      chunkFilename: "static/[name].[contenthash:8].js",
      assetModuleFilename: "static/[name].[contenthash:8][ext]",
      crossOriginLoading: "anonymous",
    },
    resolve: { extensions: [".tsx", ".ts", ".mjs", ".js", ".json"] },
    module: { rules: MODULE_RULES },
    optimization: {
      splitChunks: {
        // An exposed module comes in one script: the page waits for it.
        chunks: (chunk) => !chunk.name?.startsWith("expose"),
      },
    },
    performance: { hints: false },
    plugins: remotePlugins({
      ...options,
      containerName,
      version,
      shared: listShared(options, ranges),
    }),
  };
}

function remotePlugins(
  options: RemoteOptions & {
    readonly containerName: string;
    readonly version: string;
    readonly shared: readonly RemoteShare[];
  },
) {
  const { dir, entries, containerName, version, shared } = options;
  const exposes = Object.entries(entries).map(([expose, file]) => ({
    name: expose,
    chunkGroup: ["expose", ...(expose.match(/\w+/g) ?? [])].join("-"),
    file: path.resolve(dir, file),
  }));
  return [
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
      shared: Object.fromEntries(
        shared.map(({ name, range, isOwn }) => [
          name,
          {
            ...(!isOwn && { import: false as const }),
            singleton: !isOwn,
            requiredVersion: range ?? (false as const),
          },
        ]),
      ),
    }),
    new rspack.SubresourceIntegrityPlugin({ hashFuncNames: ["sha384"] }),
    new FederationManifestPlugin({
      containerName,
      version,
      exposes,
      shared,
    }),
  ];
}

/** What the shell shares, each with the range that the remote's package asks for. */
function listShared(
  { own = [] }: RemoteOptions,
  ranges: Ranges,
): readonly RemoteShare[] {
  return SHARED_MODULES.map(({ name }) => ({
    name,
    range: ranges[packageOf(name)],
    isOwn: own.includes(name),
  }));
}

const MODULE_RULES: RuleSetRule[] = [
  {
    test: /\.[jt]sx?$/,
    exclude: /node_modules/,
    loader: "builtin:swc-loader",
    options: {
      jsc: {
        parser: { syntax: "typescript", tsx: true },
        transform: { react: { runtime: "automatic" } },
      },
    },
    type: "javascript/auto",
  },
  { test: /\.m?js$/, resolve: { fullySpecified: false } },
  {
    // Styles travel inside the script that needs them: one request less, and no flash of unstyled content.
    test: /\.css$/,
    use: [
      "style-loader",
      {
        loader: "css-loader",
        options: { modules: { auto: true, namedExport: false } },
      },
    ],
    type: "javascript/auto",
  },
  { test: /\.(svg|png|jpe?g|gif|webp|woff2?)$/, type: "asset" },
];
