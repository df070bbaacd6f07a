import { readFileSync } from "node:fs";
import path from "node:path";
import { rspack, type Configuration, type RuleSetRule } from "@rspack/core";
import { SHARED_MODULES } from "@flyloft/plugin-core";
import { FederationManifestPlugin } from "./FederationManifestPlugin.ts";

export interface RemoteOptions {
  /** The package's folder. Its `package.json` names the container and the version. */
  readonly dir: string;
  /** Source files of the exposed modules by their name, `.` or `./alpha`. Relative to `dir`. */
  readonly entries: Readonly<Record<string, string>>;
  /** Where the remote is written; `<dir>/dist` when left out. Emptied first. */
  readonly outDir?: string;
}

/**
 * Builds a package's federated remote: `remoteEntry.js`, `mf-manifest.json` and chunks named by their content.
 *
 * What the shell shares is never part of the remote, so it has to be built against the versions that the shell has.
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
  const { name, version } = JSON.parse(
    readFileSync(path.join(dir, "package.json"), "utf8"),
  ) as { name: string; version: string };
  const containerName = containerNameOf(name);
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
    plugins: remotePlugins({ ...options, containerName, version }),
  };
}

function remotePlugins(
  options: RemoteOptions & {
    readonly containerName: string;
    readonly version: string;
  },
) {
  const { dir, entries, containerName, version } = options;
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
      shared: sharedFromHost(),
    }),
    new rspack.SubresourceIntegrityPlugin({ hashFuncNames: ["sha384"] }),
    new FederationManifestPlugin({
      containerName,
      version,
      exposes,
      shared: SHARED_MODULES.map((module) => module.name),
    }),
  ];
}

function sharedFromHost() {
  return Object.fromEntries(
    SHARED_MODULES.map(({ name }) => [
      name,
      {
        import: false as const,
        singleton: true,
        requiredVersion: false as const,
      },
    ]),
  );
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
