import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

export interface RemoteSize {
  readonly raw: number;
  /** Each script by itself, as it is sent. */
  readonly gzip: number;
}

/** Of an application that upstream's builder makes beside the remote; no portal loads them. */
const BESIDE = /^(?:main|runtime)\.[0-9a-f]+\.js$/;

/** All scripts of a remote that a browser may load. */
export function measureRemote(dist: string): RemoteSize {
  const contents = globSync("**/*.js", { cwd: dist })
    .filter((file) => !BESIDE.test(path.basename(file)))
    .map((file) => readFileSync(path.join(dist, file)));
  return {
    raw: sum(contents.map(({ length }) => length)),
    gzip: sum(contents.map((content) => gzipSync(content).length)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
