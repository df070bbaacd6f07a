import Module, { createRequire, registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { getCallSites } from "node:util";
import { setEnvironmentData } from "node:worker_threads";
import { LENT_PACKAGES } from "@flyloft/plugin-core";
import { packageOf } from "../packageOf.ts";
import type { PluginPackage } from "./LoadedPlugin.ts";
import { PluginRoots } from "./PluginRoots.ts";
import { STAND_INS } from "./standins/standIns.ts";

/** Exist once in the process, whatever a package brings along: what plugins and host say to each other. */
const CONTRACTS: ReadonlySet<string> = new Set([
  "@backstage/backend-plugin-api",
  "@backstage/backend-app-api",
]);

/** Where threads that plugins start find what the main thread knows: see `resolveInThreads.ts`. */
export const THREADS_KEY = "flyloft.plugins";

const LENT: ReadonlySet<string> = new Set(LENT_PACKAGES);

/** The part of Node's CommonJS loader that `require.resolve` passes through. No documented hook sees it. */
interface CommonJsLoader {
  _resolveFilename: (
    this: void,
    request: string,
    parent: { filename?: string | null } | undefined,
    ...rest: RestArguments
  ) => string;
}

type RestArguments = [isMain?: boolean, options?: { paths?: string[] }];

/** How one of Node's loaders finds what a specifier names. Each throws where there is nothing. */
interface Lookup<Found> {
  readonly specifier: string;
  /** The file that asks. */
  readonly from: string;
  /** As Node does. */
  own(): Found;
  /** As Node does for a file at another place. */
  at(file: string): Found;
  /** A file itself. */
  file(file: string): Found;
  /** Undefined for what Node has built in. */
  fileOf(found: Found): string | undefined;
  /** What Node calls it when there is nothing. */
  readonly missing: "MODULE_NOT_FOUND" | "ERR_MODULE_NOT_FOUND";
}

/**
 * Says which file code of plugins gets for an import: contracts from the host, everything else from the package and its
 * own dependencies where these have it, what is left from the host where the host lends it, and at last what npm's
 * layout would have let it find. All other code resolves as Node does.
 *
 * `<name>/package.json` is what upstream's `resolvePackagePath` asks for, from the host's tree, to find migrations and
 * assets: the plugin that calls it gets its own dependency, and an added package is found from anywhere.
 */
export class PluginResolution {
  readonly #hostFile: string;
  readonly #roots = new PluginRoots();

  /** Installs the hooks. One per thread: there is no way to take the one for CommonJS out of the middle of others. */
  constructor(hostFile: string) {
    this.#hostFile = hostFile;
    this.#hookCommonJs();
    this.#hookModules();
  }

  add(plugin: PluginPackage): void {
    this.#roots.add(plugin);
    const { plugins } = this.#roots;
    setEnvironmentData(THREADS_KEY, { hostFile: this.#hostFile, plugins });
  }

  #hookCommonJs(): void {
    const loader = Module as unknown as CommonJsLoader;
    const original = loader._resolveFilename;
    loader._resolveFilename = (request, parent, ...rest) => {
      const own = () => original(request, parent, ...rest);
      if (!isBare(request)) return own();
      const asks = [
        ...(rest[1]?.paths?.map((dir) => path.join(dir, "x")) ?? []),
        ...(parent?.filename ? [parent.filename] : []),
      ];
      const from = asks.find((file) => this.#roots.of(file));
      if (from === undefined) return this.#packageJson(request) ?? own();
      return this.#choose({
        specifier: request,
        from,
        own,
        at: (file) => createRequire(file).resolve(request),
        file: (file) => file,
        fileOf: (found) => (path.isAbsolute(found) ? found : undefined),
        missing: "MODULE_NOT_FOUND",
      });
    };
  }

  #hookModules(): void {
    registerHooks({
      resolve: (specifier, context, next) => {
        const parent = context.parentURL;
        const isImport =
          context.conditions.includes("import") && parent?.startsWith("file:");
        const from = isImport ? fileURLToPath(parent ?? "") : undefined;
        if (!this.#roots.of(from) || !from || !isBare(specifier)) {
          return next(specifier, context);
        }
        return this.#choose({
          specifier,
          from,
          own: () => next(specifier, context),
          at: (file) => {
            const parentURL = pathToFileURL(file).href;
            return next(specifier, { ...context, parentURL });
          },
          file: (file) => next(pathToFileURL(file).href, context),
          fileOf: ({ url }) =>
            url.startsWith("file:") ? fileURLToPath(url) : undefined,
          missing: "ERR_MODULE_NOT_FOUND",
        });
      },
    });
  }

  #choose<Found>(lookup: Lookup<Found>): Found {
    const { specifier, from } = lookup;
    if (CONTRACTS.has(packageOf(specifier))) return lookup.at(this.#hostFile);
    const standIn = STAND_INS.get(specifier);
    if (standIn) return lookup.file(standIn);
    const root = this.#roots.of(from) ?? "";
    const found = unlessMissing(() => lookup.own());
    if (found !== undefined) {
      const file = lookup.fileOf(found);
      // A package below the host's folder would find the host's own dependencies by walking up; elsewhere it would not.
      if (file === undefined || file.startsWith(root)) return found;
    }
    const phantom = this.#roots.phantom(specifier, from);
    const elsewhere = [isLent(specifier) && this.#hostFile, phantom];
    for (const file of elsewhere) {
      const found = file && unlessMissing(() => lookup.at(file));
      if (found) return found;
    }
    throw notFound(lookup);
  }

  /** For code that is no plugin's. */
  #packageJson(request: string): string | undefined {
    if (!request.endsWith("/package.json")) return undefined;
    const name = request.slice(0, -"/package.json".length);
    const caller = this.#callingPlugin();
    const dir =
      (caller && this.#roots.nearest(name, caller)) ?? this.#roots.dirOf(name);
    return dir && path.join(dir, "package.json");
  }

  /** The nearest file on the stack that is a plugin's. */
  #callingPlugin(): string | undefined {
    return getCallSites(FRAMES, { sourceMap: false })
      .map(({ scriptName }) =>
        scriptName.startsWith("file:") ? fileURLToPath(scriptName) : scriptName,
      )
      .find((file) => this.#roots.of(file));
  }
}

/** Between a plugin's call of `resolvePackagePath` and the loader lie a few. */
const FRAMES = 20;
const MISSING = new Set<unknown>(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"]);

/** What is there but doesn't give what is asked for is an error: another copy would only hide that. */
function unlessMissing<Found>(find: () => Found): Found | undefined {
  try {
    return find();
  } catch (error) {
    if (MISSING.has((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
}

function isBare(specifier: string): boolean {
  return !/^(?:\.{1,2}(?:\/|$)|\/|[a-z]+:|#)/i.test(specifier);
}

function isLent(specifier: string): boolean {
  return specifier.startsWith("@backstage/") || LENT.has(packageOf(specifier));
}

function notFound({ specifier, from, missing }: Lookup<unknown>): Error {
  const message = `Cannot find module '${specifier}' from ${from}`;
  return Object.assign(new Error(message), { code: missing });
}
