import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { type Configuration, rspack, type Stats } from "@rspack/core";
import { SHARED_MODULES } from "@flyloft/plugin-core";
import { root } from "../paths.ts";
import { compressAssets } from "./compressAssets.ts";
import { substituteAliases, substitutePlugins } from "./substituteModules.ts";

const APP = path.join(root, "packages/app");
const DIST = path.join(APP, "dist");

export interface AppBuild {
  /** Another entry than the shell's own, absolute; for measurements. Comes with `outDir`. */
  readonly entry: string;
  readonly outDir: string;
}

const SHELL: AppBuild = { entry: "./src/index.tsx", outDir: DIST };

/**
 * Builds the shell to `packages/app/dist`: `index.html` with the marker that the server replaces, hashed files under
 * `static/`, and a `.br` and `.gz` beside each file that gains from it. A second build reuses rspack's cache.
 */
export async function buildApp(build: AppBuild = SHELL): Promise<void> {
  const stats = await compile(await configuration(build));
  const names = Object.keys(stats.compilation.assets);
  await compressAssets(build.outDir, names);
}

async function compile(options: Configuration): Promise<Stats> {
  const compiler = rspack(options);
  const stats = await new Promise<Stats>((resolve, reject) => {
    compiler.run((error, result) => {
      if (result) resolve(result);
      else reject(error ?? new Error("rspack gave no result"));
    });
  });
  await new Promise((resolve) => {
    compiler.close(resolve);
  });
  if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
  return stats;
}

async function configuration(build: AppBuild): Promise<Configuration> {
  return {
    mode: "production",
    context: APP,
    target: ["web", "es2022"],
    entry: { shell: build.entry },
    devtool: false,
    output: {
      path: build.outDir,
      publicPath: "/",
      filename: "static/[name].[contenthash:10].js",
      chunkFilename: "static/[name].[contenthash:10].js",
      cssFilename: "static/[name].[contenthash:10].css",
      cssChunkFilename: "static/[name].[contenthash:10].css",
      assetModuleFilename: "static/[name].[contenthash:10][ext]",
      uniqueName: "flyloft",
    },
    resolve: {
      extensions: [".tsx", ".ts", ".mjs", ".js", ".json"],
      alias: aliases(),
    },
    module: {
      rules: moduleRules(),
      parser: { "css/module": { namedExports: false } },
    },
    optimization: { splitChunks: splitting(), runtimeChunk: false },
    plugins: [
      ...substitutePlugins(path.join(APP, "src/substitutes")),
      new rspack.DefinePlugin({
        "process.env.NODE_ENV": JSON.stringify("production"),
        "process.env.HAS_REACT_DOM_CLIENT": "true",
        "process.env.APP_CONFIG": "undefined",
        __SHARED_VERSIONS__: `(${JSON.stringify(await sharedVersions())})`,
      }),
      new rspack.HtmlRspackPlugin({
        template: "./src/index.html",
        scriptLoading: "defer",
        inject: "head",
        minify: false,
      }),
    ],
    performance: false,
    cache: build === SHELL && {
      type: "persistent",
      buildDependencies: [
        import.meta.filename,
        path.join(root, "package-lock.json"),
      ],
      storage: {
        type: "filesystem",
        directory: path.join(root, "node_modules/.cache/rspack-app"),
      },
    },
    stats: "errors-warnings",
  };
}

/** By alias, not by a `source` condition: published packages have conditions of that name for files they lack. */
function aliases(): Record<string, string> {
  return {
    ...substituteAliases(path.join(root, "node_modules")),
    "@flyloft/plugin-core": path.join(
      root,
      "packages/plugin-core/src/index.ts",
    ),
    "@flyloft/management": path.join(root, "packages/management/src/index.ts"),
    "csv-stringify/lib/sync": path.join(APP, "src/substitutes/csvStringify.ts"),
  };
}

function moduleRules() {
  return [
    {
      test: /\.tsx?$/,
      loader: "builtin:swc-loader",
      options: {
        jsc: {
          parser: { syntax: "typescript" as const, tsx: true },
          transform: { react: { runtime: "automatic" as const } },
          target: "es2022" as const,
        },
      },
      type: "javascript/auto" as const,
    },
    // Published ES modules that import files without their extension.
    { test: /\.m?js$/, resolve: { fullySpecified: false } },
    // Left over as bare imports in Backstage's bundled files; used or not, they do nothing on their own.
    {
      test: /[\\/]node_modules[\\/](react-sparklines|react-helmet|react-idle-timer|rc-progress|lodash|qs|parse5)[\\/]/,
      sideEffects: false,
    },
    { test: /\.module\.css$/, type: "css/module" as const },
    {
      test: /\.css$/,
      exclude: /\.module\.css$/,
      type: "css" as const,
      sideEffects: true,
    },
    {
      test: /\.(svg|png|jpe?g|gif|woff2?|ttf|eot)$/,
      type: "asset/resource" as const,
    },
  ];
}

/**
 * React and what else rarely changes is a file of its own, which browsers keep over an upgrade of the portal. What
 * only lazy pages need stays out of the first paint.
 */
function splitting() {
  return {
    chunks: "all" as const,
    maxInitialRequests: 6,
    cacheGroups: {
      react: {
        test: /[\\/]node_modules[\\/](react|react-dom|scheduler|react-router|react-router-dom|@remix-run)[\\/]/,
        name: "react",
        chunks: "initial" as const,
        priority: 20,
      },
      vendor: {
        test: /[\\/]node_modules[\\/]/,
        name: "vendor",
        chunks: "initial" as const,
        priority: 10,
      },
    },
  };
}

/** The versions that the shell gives to remotes, read from the packages themselves. */
async function sharedVersions(): Promise<Record<string, string>> {
  const require = createRequire(path.join(APP, "package.json"));
  const names = SHARED_MODULES.map(({ name }) => name);
  const entries = names.map(async (name) => {
    const packageName = name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/");
    const file = require.resolve(`${packageName}/package.json`);
    const { version } = JSON.parse(await readFile(file, "utf8")) as {
      version: string;
    };
    return [name, version] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
