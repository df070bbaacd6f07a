import { builtinModules, createRequire } from "node:module";

/** Packages that do in a browser what a module of Node's does, for libraries that need it there. */
const BROWSER_VERSIONS: Readonly<Record<string, string>> = {
  buffer: "buffer/index.js",
  events: "events/events.js",
  path: "path-browserify/index.js",
  process: "process/browser.js",
  stream: "readable-stream/lib/ours/browser.js",
  string_decoder: "string_decoder/lib/string_decoder.js",
  util: "util/util.js",
};

/**
 * Where imports of Node's modules lead that no package of that name answers. Most are named for code that browsers never
 * reach, and are empty.
 */
export const NODE_MODULES: Readonly<Record<string, string | false>> =
  Object.fromEntries(
    builtinModules
      .filter((name) => !name.startsWith("_"))
      .map((name) => [name, findBrowserVersion(name)]),
  );

/** Node's global variables that libraries use without asking; what nobody uses isn't part of the remote. */
export const NODE_GLOBALS: Readonly<Record<string, string | string[]>> = {
  process: "process",
  Buffer: ["buffer", "Buffer"],
};

/** Folders with those packages and what they depend on. */
export const NODE_ROOTS: readonly string[] = [
  ...new Set(
    Object.values(NODE_MODULES)
      .filter((file) => file !== false)
      .map((file) => file.slice(0, file.lastIndexOf("/node_modules/")))
      .map((parent) => `${parent}/node_modules`),
  ),
];

function findBrowserVersion(name: string): string | false {
  const file = BROWSER_VERSIONS[name];
  return file ? createRequire(import.meta.url).resolve(file) : false;
}
