import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { RemoteRequest, WatchRequest } from "./BuildRequest.ts";

/** A request whose paths are free of links, with what the package says of itself. */
export interface BuiltPackage extends Omit<RemoteRequest, "kind"> {
  readonly name: string;
  readonly version: string;
  /** The container and global variable: `@flyloft/plugin-home` → `flyloft_plugin_home`. */
  readonly containerName: string;
  /** It is built to be looked at while it is written. */
  readonly isWatched: boolean;
}

/** Throws where there is no readable `package.json`. */
export function readBuiltPackage(
  request: RemoteRequest | WatchRequest,
): BuiltPackage {
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
    containerName:
      request.kind === "watch"
        ? request.containerName
        : name.replace(/^@/, "").replaceAll(/\W+/g, "_"),
    isWatched: request.kind === "watch",
  };
}
