import { existsSync } from "node:fs";
import path from "node:path";

const { dirname, filename } = import.meta;

/** A module of this package by its path below `src`: the source itself, or what the build made of it. */
export function ownFile(name: string): string {
  const root = packageRoot();
  return filename.endsWith(".ts")
    ? path.join(root, "src", `${name}.ts`)
    : path.join(root, "dist", `${name}.js`);
}

function packageRoot(): string {
  let dir = dirname;
  while (!existsSync(path.join(dir, "package.json"))) dir = path.dirname(dir);
  return dir;
}
