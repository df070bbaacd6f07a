import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Files of a package by their path. */
type Files = Readonly<Record<string, string>>;

export interface PluginOptions {
  readonly files?: Files;
  readonly role?: string;
  readonly packageJson?: object;
}

/** Writes a backend package into a folder and gives the folder. */
export function writePlugin(
  parent: string,
  name: string,
  options: PluginOptions,
): string {
  const dir = path.join(parent, name.replaceAll("/", "-"));
  const packageJson = {
    name,
    version: "1.0.0",
    main: "index.js",
    backstage: { role: options.role ?? "backend-plugin" },
    ...options.packageJson,
  };
  const files = {
    ...options.files,
    "package.json": JSON.stringify(packageJson),
  };
  for (const [file, content] of Object.entries(files)) {
    const target = path.join(dir, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  return dir;
}

/** CommonJS whose default export is a plugin with a public route `/hello`. */
export function helloPlugin(pluginId: string, greeting = pluginId): string {
  return `
    const api = require("@backstage/backend-plugin-api");
    const { Router } = require("express");
    exports.default = ${plugin(
      pluginId,
      `
      const router = Router();
      router.get("/hello", (_req, res) => res.json({ hello: ${JSON.stringify(greeting)} }));
      http.use(router);
      http.addAuthPolicy({ path: "/hello", allow: "unauthenticated" });`,
    )};
  `;
}

/** `api.createBackendPlugin(…)` with `http` in reach, and more services by name. */
export function plugin(pluginId: string, init: string, deps = ""): string {
  return `api.createBackendPlugin({
    pluginId: ${JSON.stringify(pluginId)},
    register(env) {
      env.registerInit({
        deps: { http: api.coreServices.httpRouter, ${deps} },
        async init({ http, ...services }) { ${init} },
      });
    },
  })`;
}
