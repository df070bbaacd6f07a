import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { RemoteRequest } from "./BuildRequest.ts";

/** A request whose paths are free of links, with what the package says of itself. */
export interface BuiltPackage extends RemoteRequest {
  readonly name: string;
  readonly version: string;
  /** The container and global variable: `@flyloft/plugin-home` → `flyloft_plugin_home`. */
  readonly containerName: string;
}

/** Throws where there is no readable `package.json`. */
export function readBuiltPackage(request: RemoteRequest): BuiltPackage {
  const dir = realpathSync(request.dir);
  const { name, version } = JSON.parse(
    readFileSync(path.join(dir, "package.json"), "utf8"),
  ) as { name: string; version: string };
  return {
    ...request,
    dir,
    hostModules: request.hostModules && realpathSync(request.hostModules),
    roots: request.roots.map((root) => realpathSync(root)),
    name,
    version,
    containerName: name.replace(/^@/, "").replaceAll(/\W+/g, "_"),
  };
}
