import { rm } from "node:fs/promises";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { FetchContext } from "../fetch/FetchContext.ts";
import { readLockedTrees } from "../lock/PluginLock.ts";
import { type LockedTrees, treeId } from "../lock/treeDocument.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import type { PluginStore } from "../store/PluginStore.ts";
import { LinkStore } from "../store/LinkStore.ts";
import type { DependencyTree } from "./DependencyTree.ts";
import { PackageContents } from "./PackageContents.ts";
import { PackumentCache } from "./PackumentCache.ts";

/** What trees take of the run that they belong to. */
export interface TreeContext {
  readonly options: { readonly lockfile: string };
  readonly store: PluginStore;
  /** What asking registries takes, for no plugin in particular. */
  readonly context: ResolveContext & NpmAccess;
  contextFor(
    request: PluginRequest,
    stagingDir: () => Promise<string>,
  ): FetchContext & NpmAccess;
}

/** What the trees of one run share. Nothing is opened or read before it is asked for. */
export class DependencyRun {
  readonly links: LinkStore;
  readonly contents: PackageContents;
  readonly #run: TreeContext;
  readonly #created = new Map<string, DependencyTree>();
  readonly #staging: string[] = [];
  #packuments: PackumentCache | undefined;
  #locked: Promise<LockedTrees> | undefined;

  constructor(run: TreeContext, checkAlways: boolean) {
    this.#run = run;
    this.links = new LinkStore(run.store.root, { checkAlways });
    this.contents = new PackageContents({
      links: this.links,
      contextFor: (request) => run.contextFor(request, () => this.stagingDir()),
    });
  }

  /** One for all plugins: what a registry says of a package doesn't depend on who asks. */
  get packuments(): PackumentCache {
    return (this.#packuments ??= new PackumentCache(this.#run.context));
  }

  /** The lockfile's, or one that was made in this run. Throws CONFIG_LOCKFILE_INVALID. */
  async tree(id: string): Promise<DependencyTree | undefined> {
    const created = this.#created.get(id);
    if (created) return created;
    this.#locked ??= readLockedTrees(this.#run.options.lockfile);
    return (await this.#locked).get(id);
  }

  /** Gives the id under which the lockfile will know it. */
  add(tree: DependencyTree): string {
    const id = treeId(tree);
    this.#created.set(id, tree);
    return id;
  }

  /** A folder that is gone when the run ends. */
  readonly stagingDir = async (): Promise<string> => {
    const dir = await this.#run.store.stagingDir();
    this.#staging.push(dir);
    return dir;
  };

  async close(): Promise<void> {
    for (const dir of this.#staging) {
      await rm(dir, { recursive: true, force: true });
    }
  }
}
