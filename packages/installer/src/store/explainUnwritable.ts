import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";

/**
 * Why a folder can't be made. Node's recursive `mkdir` says ENOENT of a file system that is mounted to be read only, so
 * the nearest folder that exists is asked.
 */
export function explainUnwritable(dir: string, error: unknown): Error {
  let nearest = dir;
  while (!existsSync(nearest) && path.dirname(nearest) !== nearest) {
    nearest = path.dirname(nearest);
  }
  try {
    accessSync(nearest, constants.W_OK);
    return error as Error;
  } catch (denied) {
    return denied as Error;
  }
}
