import Module, { createRequire, registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LENT_PACKAGES } from "../lentPackages.ts";
import { packageOf } from "../packageOf.ts";

/** Exist once in the process, whatever a package brings along: what plugins and host say to each other. */
const CONTRACTS: ReadonlySet<string> = new Set([
  "@backstage/backend-plugin-api",
  "@backstage/backend-app-api",
]);

const LENT: ReadonlySet<string> = new Set(LENT_PACKAGES);

/** The part of Node's CommonJS loader that `require.resolve` passes through. No documented hook sees it. */
interface CommonJsLoader {
  _resolveFilename: (
    this: void,
    request: string,
    parent: { filename?: string | null } | undefined,
    ...rest: unknown[]
  ) => string;
}

/**
 * Says which file a package outside the host's tree gets for an import: contracts from the host, everything else from
 * the package where it brings it along, and what is left from the host where the host lends it. Code outside the added
 * packages resolves as Node does.
 *
 * `<name>/package.json` of an added package is its own from anywhere in the process: upstream's `resolvePackagePath`
 * asks for it to find migrations and assets.
 */
export class PluginResolution {
  readonly #host: NodeJS.Require;
  readonly #hostUrl: string;
  readonly #dirs = new Map<string, string>();
  readonly #roots: string[] = [];

  /** Installs the hooks. One per process: there is no way to take the one for CommonJS out of the middle of others. */
  constructor(hostFile: string) {
    this.#host = createRequire(hostFile);
    this.#hostUrl = pathToFileURL(hostFile).href;
    this.#hookCommonJs();
    this.#hookModules();
  }

  add(name: string, dir: string): void {
    this.#dirs.set(name, dir);
    this.#roots.push(dir + path.sep);
  }

  #hookCommonJs(): void {
    const loader = Module as unknown as CommonJsLoader;
    const original = loader._resolveFilename;
    loader._resolveFilename = (request, parent, ...rest) => {
      const resolve = () => original(request, parent, ...rest);
      const own = this.#ownPackageJson(request);
      if (own) return own;
      const root = this.#rootOf(parent?.filename ?? undefined);
      if (!root || !isBare(request)) return resolve();
      return this.#choose(request, root, resolve);
    };
  }

  #hookModules(): void {
    registerHooks({
      resolve: (specifier, context, next) => {
        const parent = context.parentURL;
        const root =
          context.conditions.includes("import") && parent?.startsWith("file:")
            ? this.#rootOf(fileURLToPath(parent))
            : undefined;
        if (!root || !isBare(specifier)) return next(specifier, context);
        const fromHost = () =>
          next(specifier, { ...context, parentURL: this.#hostUrl });
        if (CONTRACTS.has(packageOf(specifier))) return fromHost();
        try {
          const found = next(specifier, context);
          if (isLocal(found.url, root)) return found;
        } catch (error) {
          if (!isLent(specifier)) throw error;
        }
        if (isLent(specifier)) return fromHost();
        throw notFound(specifier, parent ?? root);
      },
    });
  }

  #choose(request: string, root: string, resolve: () => string): string {
    if (CONTRACTS.has(packageOf(request))) return this.#host.resolve(request);
    try {
      const found = resolve();
      // A package below the host's folder would find the host's own dependencies by walking up; elsewhere it would not.
      if (!path.isAbsolute(found) || found.startsWith(root)) return found;
    } catch (error) {
      if (!isLent(request)) throw error;
    }
    if (isLent(request)) return this.#host.resolve(request);
    throw notFound(request, root);
  }

  #ownPackageJson(request: string): string | undefined {
    if (!request.endsWith("/package.json")) return undefined;
    const dir = this.#dirs.get(request.slice(0, -"/package.json".length));
    return dir && path.join(dir, "package.json");
  }

  #rootOf(file: string | undefined): string | undefined {
    return file && this.#roots.find((root) => file.startsWith(root));
  }
}

function isBare(specifier: string): boolean {
  return !/^(?:\.{1,2}(?:\/|$)|\/|[a-z]+:|#)/i.test(specifier);
}

function isLent(specifier: string): boolean {
  return specifier.startsWith("@backstage/") || LENT.has(packageOf(specifier));
}

function isLocal(url: string, root: string): boolean {
  return !url.startsWith("file:") || fileURLToPath(url).startsWith(root);
}

function notFound(specifier: string, from: string): Error {
  return Object.assign(
    new Error(`Cannot find module '${specifier}' from ${from}`),
    { code: "MODULE_NOT_FOUND" },
  );
}
