import { readFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { root } from "../paths.ts";

/** The packages that run in Node. Each is bundled to one file per entry, so that a start opens few files. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "plugin-core": ["index"],
  builder: ["index", "buildProcess"],
  installer: ["index", "publishing"],
  publisher: ["index"],
  management: ["index", "createManagementClient", "server"],
  backend: [
    "index",
    "backendProcess",
    "isolate/hostProcess",
    "load/resolveInThreads",
    "load/standins/cliCommon",
    "load/standins/configLoader",
    "supervisor/controlFetch",
  ],
  cli: ["flyloft"],
};

/** Libraries of many files that a start waits for: to find and open them takes longer than to run their code. */
const BUNDLED = new Set([
  "@sigstore/bundle",
  "@sigstore/protobuf-specs",
  "@sigstore/verify",
  "npm-pick-manifest",
  "semver",
  "undici",
  "yaml",
  "zod",
]);

/** Bundled CommonJS asks for Node's own modules with `require`, which ES modules don't have. */
const REQUIRE =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/** Bundles each package's own source to `dist/`; other dependencies stay imports. */
export async function buildPackages(): Promise<void> {
  await Promise.all(
    Object.entries(PACKAGES).map(async ([name, entries]) => {
      const dir = path.join(root, "packages", name);
      const { dependencies = {} } = JSON.parse(
        await readFile(path.join(dir, "package.json"), "utf8"),
      ) as { dependencies?: Record<string, string> };
      const bundles = Object.keys(dependencies).some((dependency) =>
        BUNDLED.has(dependency),
      );
      await build({
        absWorkingDir: dir,
        entryPoints: entries.map((entry) => `src/${entry}.ts`),
        outbase: "src",
        outdir: "dist",
        bundle: true,
        splitting: true,
        format: "esm",
        platform: "node",
        target: "node22.18",
        external: [
          // Plugins have the same ones.
          "@backstage/*",
          ...Object.keys(dependencies)
            .filter((dependency) => !BUNDLED.has(dependency))
            .flatMap((dependency) => [dependency, `${dependency}/*`]),
        ],
        ...(bundles && { banner: { js: REQUIRE } }),
        sourcemap: "linked",
        logLevel: "warning",
      });
    }),
  );
}
