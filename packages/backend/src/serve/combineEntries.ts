import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Script } from "node:vm";
import type { CombinedEntries } from "@flyloft/plugin-core";
import type { Remote } from "./Remote.ts";

/** A remote whose scripts are larger than this in all is fetched on its own. */
const LARGEST = 100_000;

/** The response behind `entries.src`. */
export interface Combined {
  readonly entries: CombinedEntries;
  readonly script: Buffer;
}

/**
 * One script that runs the entries of all small remotes, so that a portal with many plugins asks once. Each script runs
 * as if it had come from its own URL, and one that throws is noted in `__FLYLOFT_COMBINED__.failed` and leaves the
 * others alone. A script that doesn't compile keeps its remote out: it would take the whole response with it.
 */
export async function combineEntries(
  remotes: readonly Remote[],
): Promise<Combined | undefined> {
  const parts = await Promise.all(remotes.map(combineRemote));
  const names = remotes.flatMap(({ name }, index) =>
    parts[index] ? [name] : [],
  );
  if (names.length === 0) return undefined;
  const script = Buffer.from(
    [PRELUDE, ...parts.filter(Boolean), EPILOGUE].join("\n"),
  );
  const hash = createHash("sha256").update(script).digest();
  return {
    script,
    entries: {
      src: `/.flyloft/combined/${hash.toString("hex")}.js`,
      integrity: `sha256-${hash.toString("base64")}`,
      names,
    },
  };
}

async function combineRemote(remote: Remote): Promise<string | undefined> {
  const files = [...new Set([...remote.scripts, remote.entry])];
  const sources = await Promise.all(
    files.map((file) => readFile(path.join(remote.dir, file), "utf8")),
  );
  const size = sources.reduce((sum, source) => sum + source.length, 0);
  if (size > LARGEST) return undefined;
  const parts = sources.map((source, index) =>
    wrap(remote, files[index] ?? "", source),
  );
  return parts.every(compiles) ? parts.join("\n") : undefined;
}

function wrap(remote: Remote, file: string, source: string): string {
  const url = JSON.stringify(remote.urlOf(file));
  const name = JSON.stringify(remote.name);
  const code = source.replace(/^\/\/[#@] sourceMappingURL=.*$/gm, "");
  return `__flyloftAt(${url});try{\n${code}\n}catch(e){__flyloftFailed(${name},e)}`;
}

function compiles(source: string): boolean {
  try {
    return Boolean(new Script(source));
  } catch {
    return false;
  }
}

/** Gives `document.currentScript` to scripts that look there for their own URL, as federation's containers do. */
const PRELUDE = `(function(d){
var current=null;
globalThis.__FLYLOFT_COMBINED__={failed:{}};
globalThis.__flyloftAt=function(path){current=d.createElement("script");current.src=new URL(path,location.origin).href};
globalThis.__flyloftFailed=function(name,error){globalThis.__FLYLOFT_COMBINED__.failed[name]=String(error&&error.message||error)};
Object.defineProperty(d,"currentScript",{configurable:true,get:function(){return current}});
})(document);`;

const EPILOGUE = `delete document.currentScript;delete globalThis.__flyloftAt;delete globalThis.__flyloftFailed;`;
