import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
} from "node:fs";
import path from "node:path";
import {
  type TempFolder,
  makeTempFolder,
} from "../../../../scripts/services/makeTempFolder.ts";
import { Workspace } from "../workspace.ts";

/** Every path with its type, mode and content. */
export type Listing = ReadonlyMap<string, string>;

/** Where archives of the list try to write, or to read, beyond any folder of ours. */
const OUTSIDE = ["/tmp/evil", "/evil", "../evil", "evil", "C:", "C:/evil"];
const TARGETS = ["/etc/passwd"];

/**
 * A folder that holds all that an installation may touch: a portal's folder some levels down, the place for temporary
 * files, and room above both for what tries to leave them.
 */
export class Sandbox {
  readonly #folder: TempFolder;
  readonly #temporary = process.env["TMPDIR"];
  readonly work: Workspace;

  constructor() {
    this.#folder = makeTempFolder("sandbox");
    const temporary = path.join(this.#folder.path, "some/levels/down/tmp");
    mkdirSync(temporary, { recursive: true });
    process.env["TMPDIR"] = temporary;
    this.work = new Workspace();
  }

  list(): Listing {
    const root = this.#folder.path;
    const all = walk(root).map((file) => {
      return [path.relative(root, file), describe(file)] as const;
    });
    const outside = OUTSIDE.filter((name) => existsSync(name));
    const targets = TARGETS.map((name) => [name, describe(name)] as const);
    return new Map([
      ...all,
      ...targets,
      ...outside.map((name) => [name, describe(path.resolve(name))] as const),
    ]);
  }

  /** May be called twice. */
  remove(): void {
    this.work.remove();
    if (this.#temporary === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = this.#temporary;
    this.#folder.remove();
  }
}

/** All below a folder; what a link leads to isn't. */
function walk(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? [file, ...walk(file)] : [file];
  });
}

function describe(file: string): string {
  const stats = lstatSync(file);
  const mode = (stats.mode & 0o7777).toString(8);
  if (stats.isSymbolicLink()) return `link ${readlinkSync(file)}`;
  if (stats.isDirectory()) return `folder ${mode}`;
  if (!stats.isFile()) return `other ${stats.mode}`;
  const hash = createHash("sha256").update(readFileSync(file)).digest("hex");
  return `file ${mode} ${hash}`;
}

/** What one listing has that the other hasn't, or has otherwise; `+`, `-` or `~` before each path. */
export function compare(before: Listing, after: Listing): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    return `${was === undefined ? "+" : is === undefined ? "-" : "~"}${name}`;
  });
}
