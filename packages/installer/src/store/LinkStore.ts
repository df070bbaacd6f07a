import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import {
  mkdir,
  readdir,
  rename,
  rm,
  utimes,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import type {
  HostPackages,
  TreePurpose,
} from "../dependencies/DependencyTree.ts";
import type { TreeFile } from "../fetch/FetchedPlugin.ts";
import { bootId } from "./bootId.ts";
import { areFilesIntact } from "./isTreeIntact.ts";
import { createStagingDir } from "./staging.ts";

/** What a link's folder says of itself. */
export interface LinkMarker {
  readonly name: string;
  readonly version: string;
  /** SRI of the tarball; of the package that the tree is for, the hash over its files. */
  readonly content: string;
  /** Links that this one leads to, by the name that its code imports. */
  readonly needs: Readonly<Record<string, string>>;
  readonly traits: PackageTraits;
  /** The run of the machine in which its files were last checked. */
  readonly boot: string;
}

/** What is to be known of a package without unpacking it again. */
export interface PackageTraits {
  /** What its `package.json` asks for, without what it brings along. */
  readonly asks: readonly string[];
  /** A script that npm would run when it is installed, e.g. `postinstall`. */
  readonly installScript: string | undefined;
  /** A file that is compiled code, or tells how to compile it. */
  readonly nativeFile: string | undefined;
  readonly hasConfigSchema: boolean;
}

/** Which package with which dependencies. */
export interface TreeKey {
  /** Hash over the package's own files. */
  readonly package: string;
  /** Id of its dependencies. */
  readonly tree: string;
}

/** What a package and its dependencies became. Paths are relative to the store; the backend process reads this too. */
export interface LinkTree extends TreeKey {
  readonly purpose: TreePurpose;
  /** The package's root. */
  readonly dir: string;
  readonly host: HostPackages;
  /** Names of all packages that came from registries. */
  readonly brought: readonly string[];
  /** Folders of all links. */
  readonly links: readonly string[];
  /** Roots of the packages that npm would have put at the top, by name. */
  readonly hoisted: Readonly<Record<string, string>>;
  /** Roots of those that say what configuration they take. */
  readonly configured: readonly string[];
}

interface TreeRecord extends LinkTree {
  /** The run of the machine in which all of it was last checked. */
  readonly boot: string;
}

export interface LinkStoreOptions {
  readonly checkAlways: boolean;
}

/** In a link's folder, beside `node_modules`. */
export const LINK_MARKER = "link.json";
const FILES = "files.json";

/**
 * Packages beside their dependencies: `links/<name>@<version>-<hash>/node_modules/<name>`, with links to its
 * dependencies as siblings. The hash is over everything that is reachable, so one folder serves all trees that agree on
 * it. A folder gets its name by one rename; unlike packages they aren't synced to disk, so that they are checked once
 * after the machine has started anew.
 */
export class LinkStore {
  readonly root: string;
  readonly #options: LinkStoreOptions;
  readonly #boot = bootId();
  readonly #checked = new Map<string, Promise<boolean>>();

  constructor(root: string, options: LinkStoreOptions) {
    this.root = root;
    this.#options = options;
  }

  /** The package's root in its link. */
  dirOf(link: string, name: string): string {
    return path.join(this.folder(link), "node_modules", name);
  }

  folder(link: string): string {
    return path.join(this.root, "links", link);
  }

  /** Of the link that a file lies in. */
  folderOf(file: string): string {
    const [link = ""] = path
      .relative(path.join(this.root, "links"), file)
      .split(path.sep);
    return this.folder(link);
  }

  /** What a link says of itself, unchecked. */
  read(link: string): LinkMarker | undefined {
    return readJson<LinkMarker>(path.join(this.folder(link), LINK_MARKER));
  }

  /** What a link says of itself where it is there, complete and unchanged. One that is damaged is removed. */
  async find(link: string): Promise<LinkMarker | undefined> {
    const marker = this.read(link);
    if (!marker) return undefined;
    if (!this.#options.checkAlways && marker.boot === this.#boot) return marker;
    let check = this.#checked.get(link);
    if (!check) this.#checked.set(link, (check = this.#check(link, marker)));
    return (await check) ? marker : undefined;
  }

  /** Keeps a link from being taken for garbage before the tree that needs it is written. */
  async touch(link: string): Promise<void> {
    const now = new Date();
    // In a store that can't be written nothing is removed either.
    await utimes(this.folder(link), now, now).catch(() => undefined);
  }

  /** A link that holds the same package, whatever their dependencies. */
  async findContent(
    { name, version }: Pick<LinkMarker, "name" | "version">,
    content: string,
  ): Promise<string | undefined> {
    const prefix = `${name.replace("/", "+")}@${version}-`;
    for (const link of await this.#names()) {
      if (!link.startsWith(prefix)) continue;
      if (this.read(link)?.content !== content) continue;
      if (await this.find(link)) return link;
    }
    return undefined;
  }

  files(link: string): readonly TreeFile[] {
    const file = path.join(this.folder(link), FILES);
    return readJson<readonly TreeFile[]>(file) ?? [];
  }

  /** Gives a staged folder its name. Where another process was faster, its folder is used. */
  async promote(
    staged: string,
    link: string,
    {
      marker,
      files,
    }: {
      readonly marker: Omit<LinkMarker, "boot">;
      readonly files: readonly TreeFile[];
    },
  ): Promise<void> {
    const complete: LinkMarker = { ...marker, boot: this.#boot };
    await writeFile(path.join(staged, FILES), JSON.stringify(files));
    await writeFile(path.join(staged, LINK_MARKER), JSON.stringify(complete));
    await rename(staged, this.folder(link)).catch(
      async (error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
        if (!(await this.find(link))) await rename(staged, this.folder(link));
        else await rm(staged, { recursive: true, force: true });
      },
    );
    this.#listed?.then((names) => names.add(link)).catch(() => undefined);
  }

  /** What a package and its dependencies became, where all of it is there and unchanged. */
  async findTree(key: TreeKey): Promise<LinkTree | undefined> {
    const record = readJson<TreeRecord>(this.treeFile(key));
    if (record?.package !== key.package || record.tree !== key.tree) {
      return undefined;
    }
    const { boot, ...tree } = record;
    if (this.#options.checkAlways || boot !== this.#boot) {
      const found = await Promise.all(
        tree.links.map((link) => this.find(path.basename(link))),
      );
      if (found.includes(undefined)) return undefined;
      // A store that can't be written is checked again next time.
      await this.rememberTree(tree).catch(() => undefined);
    } else if (!existsSync(path.join(this.root, tree.dir))) return undefined;
    return tree;
  }

  async rememberTree(tree: LinkTree): Promise<void> {
    const record: TreeRecord = { ...tree, boot: this.#boot };
    await replace(this.treeFile(tree), JSON.stringify(record));
  }

  /** Where {@link LinkTree} is written, as JSON. */
  treeFile(key: TreeKey): string {
    const hash = key.package.slice("sha256-".length, "sha256-".length + 16);
    return path.join(this.root, "trees", `${key.tree}.${hash}.json`);
  }

  async #check(link: string, marker: LinkMarker): Promise<boolean> {
    const folder = this.folder(link);
    const dir = this.dirOf(link, marker.name);
    if (await areFilesIntact(dir, this.files(link))) {
      const checked: LinkMarker = { ...marker, boot: this.#boot };
      await replace(
        path.join(folder, LINK_MARKER),
        JSON.stringify(checked),
      ).catch(() => undefined);
      return true;
    }
    const away = await createStagingDir(path.join(this.root, "staging"));
    await rename(folder, path.join(away, "damaged"));
    await rm(away, { recursive: true, force: true });
    return false;
  }

  #listed: Promise<Set<string>> | undefined;

  #names(): Promise<ReadonlySet<string>> {
    return (this.#listed ??= readdir(path.join(this.root, "links")).then(
      (names) => new Set(names),
      () => new Set(),
    ));
  }
}

async function replace(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(temporary, text);
  await rename(temporary, file);
}

function readJson<Content>(file: string): Content | undefined {
  try {
    // The store's own files; damage shows as an entry that isn't there.
    return JSON.parse(readFileSync(file, "utf8")) as Content;
  } catch {
    return undefined;
  }
}
