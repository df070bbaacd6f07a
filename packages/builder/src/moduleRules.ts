import path from "node:path";
import type { RuleSetRule } from "@rspack/core";

/** How a remote's modules are read. Every loader is built into rspack; none is a file that could be replaced. */
export function moduleRules(dir: string): RuleSetRule[] {
  // What is installed inside the package was compiled for itself.
  const own = {
    include: dir + path.sep,
    exclude: path.join(dir, "node_modules") + path.sep,
  };
  return [
    { test: /\.tsx?$/, ...compiled("typescript"), type: "javascript/auto" },
    { test: /\.m?jsx?$/, ...own, ...compiled("ecmascript") },
    // Published ES modules that import files without their extension.
    { test: /\.[cm]?jsx?$/, resolve: { fullySpecified: false } },
    // Styles travel inside the script that needs them: one request less, and no flash of unstyled content.
    { test: /\.css$/, type: "css/auto", sideEffects: true },
    {
      test: /\.(svg|png|jpe?g|gif|webp|avif|bmp|ico|woff2?)$/,
      type: "asset",
    },
    {
      test: /\.(ttf|otf|eot|mp[34]|webm|pdf|xml|md|txt|frag|vert|wasm)$/,
      type: "asset/resource",
    },
  ];
}

function compiled(syntax: "typescript" | "ecmascript") {
  return {
    loader: "builtin:swc-loader",
    options: {
      jsc: {
        parser: { syntax, tsx: true, jsx: true },
        transform: { react: { runtime: "automatic" } },
        target: "es2022",
      },
    },
  } as const;
}
