import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * Imports a module of the shell into Node. It is bundled first, because it imports browser packages that Node can't
 * resolve; what it imports dynamically stays out.
 */
export async function importBundled<T>(file: string): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "flyloft-app-"));
  const outfile = path.join(folder, "bundle.mjs");
  try {
    await build({
      entryPoints: [path.join(import.meta.dirname, "../src", file)],
      outfile,
      bundle: true,
      format: "esm",
      platform: "browser",
      conditions: ["flyloft-source"],
      jsx: "automatic",
      define: { "process.env.NODE_ENV": '"production"' },
      loader: { ".svg": "empty" },
      logLevel: "error",
      plugins: [
        {
          name: "leave-dynamic-imports",
          setup({ onResolve }) {
            onResolve({ filter: /./ }, ({ kind, path }) =>
              kind === "dynamic-import" ? { path, external: true } : undefined,
            );
          },
        },
      ],
    });
    return (await import(pathToFileURL(outfile).href)) as T;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
