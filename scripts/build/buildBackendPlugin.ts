import path from "node:path";
import { build } from "esbuild";

/**
 * Bundles a backend plugin's own source to `dist/index.cjs.js`, the layout of Backstage's own builds: CommonJS whose
 * default export is the feature. Dependencies stay `require`s, for the host or the package's own `node_modules`.
 */
export async function buildBackendPlugin(dir: string): Promise<void> {
  await build({
    absWorkingDir: dir,
    entryPoints: [path.join(dir, "src/index.ts")],
    outfile: path.join(dir, "dist/index.cjs.js"),
    bundle: true,
    packages: "external",
    format: "cjs",
    platform: "node",
    target: "node22",
    sourcemap: "linked",
    logLevel: "warning",
  });
}
