import path from "node:path";
import { build } from "esbuild";
import { LENT_PACKAGES } from "@flyloft/plugin-core";

/**
 * Bundles a backend plugin to `dist/index.cjs.js`: CommonJS whose default export is the feature. What the portal lends
 * stays a `require`; every other dependency becomes part of the bundle, because nothing is installed beside it.
 */
export async function buildBackendPlugin(dir: string): Promise<void> {
  await build({
    absWorkingDir: dir,
    entryPoints: [path.join(dir, "src/index.ts")],
    outfile: path.join(dir, "dist/index.cjs.js"),
    bundle: true,
    external: ["@backstage/*", ...LENT_PACKAGES],
    format: "cjs",
    platform: "node",
    target: "node22.18",
    sourcemap: "linked",
    logLevel: "warning",
  });
}
