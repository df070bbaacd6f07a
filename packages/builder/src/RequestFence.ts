import path from "node:path";
import { type Compiler, type Module, rspack } from "@rspack/core";
import { NODE_ROOTS } from "./nodeModules.ts";
import type { BuiltPackage } from "./readBuiltPackage.ts";

/**
 * Keeps a hostile package from deciding over its build: a request that names a loader is refused, since one could be a
 * file of the package, and so is every file outside the package, its dependencies and the portal's modules, since what
 * a remote holds is sent to every browser.
 */
export class RequestFence {
  readonly #roots: readonly string[];

  constructor({ dir, hostModules, roots }: BuiltPackage) {
    const given = hostModules ? [hostModules] : [];
    this.#roots = [dir, ...given, ...roots, ...NODE_ROOTS].map(
      (root) => root + path.sep,
    );
  }

  apply(compiler: Compiler): void {
    compiler.hooks.normalModuleFactory.tap("RequestFence", (factory) => {
      factory.hooks.beforeResolve.tap("RequestFence", (data) => {
        if (namesLoader(data.request)) {
          throw new Error(
            `It names a loader, which is refused: ${data.request}`,
          );
        }
        if (data.request.startsWith("node:")) {
          data.request = data.request.slice("node:".length);
        }
      });
    });
    compiler.hooks.compilation.tap("RequestFence", (compilation) => {
      compilation.hooks.finishModules.tap("RequestFence", (modules) => {
        for (const module of modules) {
          const file = fileOf(module);
          if (file === undefined || this.#admits(file)) continue;
          compilation.errors.push(
            new rspack.WebpackError(
              `It would bring a file from outside the package: ${file}`,
            ),
          );
        }
      });
    });
  }

  #admits(file: string): boolean {
    return this.#roots.some((root) => file.startsWith(root));
  }
}

/** https://webpack.js.org/concepts/loaders/#inline */
function namesLoader(request: string): boolean {
  return request.includes("!") && !request.startsWith("data:");
}

/** The file behind a module; undefined for those that rspack makes, and for data that the code itself holds. */
function fileOf(module: Module): string | undefined {
  const { resource } = module as { readonly resource?: string };
  if (!resource || resource.startsWith("data:")) return undefined;
  return resource.replace(/[?#].*$/, "");
}
