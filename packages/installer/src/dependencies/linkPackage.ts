import path from "node:path";
import { formatPlace } from "@flyloft/plugin-core";
import type { Run } from "../createRun.ts";
import { InstallerError } from "../errors.ts";
import type { LockEntry } from "../lock/LockEntry.ts";
import type { LinkTree } from "../store/LinkStore.ts";
import type {
  DependencyTree,
  LinkedPackage,
  ResolvedTree,
  TreePurpose,
} from "./DependencyTree.ts";
import {
  type HostOffer,
  createHostOffer,
  isGiven,
  isStillGiven,
} from "./HostOffer.ts";
import { isMetBy } from "./isMetBy.ts";
import { nameAt } from "./PackageGraph.ts";
import { readOwnManifest } from "./OwnManifest.ts";
import type { PackageToLink } from "./PackageToLink.ts";

/** A tree, and what the store has of it. */
interface FoundTree extends ResolvedTree {
  readonly linked: LinkTree | undefined;
}

/**
 * What a package needs around it: as the lockfile has it, else as registries have it now. Brings no package. Asks nobody
 * and parses no tree where the store knows the locked one.
 *
 * @throws InstallerError `RESOLVE_NOT_LOCKED` in a frozen run, `RESOLVE_DEPENDENCY_NOT_FOUND` and other `RESOLVE_`
 */
export async function resolveTree(
  pkg: PackageToLink,
  purpose: TreePurpose,
  run: Run,
): Promise<ResolvedTree> {
  const { id, host } = await findTree(pkg, purpose, run);
  return { id, host };
}

/**
 * Brings a package's dependencies and gives the folder where it lies beside them. One copy of each serves all plugins.
 *
 * @throws InstallerError `RESOLVE_` as {@link resolveTree}, `FETCH_` where a dependency can't be brought, and
 *   `VERIFY_NATIVE_ADDON` or `VERIFY_INSTALL_SCRIPT` of one that may not run in a backend
 */
export async function linkPackage(
  pkg: PackageToLink,
  purpose: TreePurpose,
  run: Run,
): Promise<LinkedPackage> {
  const found = await findTree(pkg, purpose, run);
  const { id } = found;
  if (found.linked) return toLinked(found.linked, run);
  const tree = await run.dependencies.tree(id);
  if (!tree) throw new Error(`the tree ${id} has gone`);
  const { linkTree } = await import("./linkTree.ts");
  return toLinked(await linkTree(pkg, { id, tree, purpose }, run), run);
}

/** Whether the host gives all that a package asks for: then there is nothing to bring. */
export async function isSelfContained(
  pkg: PackageToLink,
  run: Run,
): Promise<boolean> {
  const { required, optional } = await readOwnManifest(pkg.dir);
  const { host } = run.options;
  const offer = createHostOffer("backend", host, pkg.request.compatibility);
  return Object.entries({ ...required, ...optional }).every(([name, range]) =>
    isGiven(offer, name, range),
  );
}

async function findTree(
  pkg: PackageToLink,
  purpose: TreePurpose,
  run: Run,
): Promise<FoundTree> {
  const { request } = pkg;
  const { host } = run.options;
  const offer = createHostOffer(purpose, host, request.compatibility);
  const entry = run.lock.get(request.text);
  const locked = entry?.dependencies;
  if (locked !== undefined && (await isMeant(pkg, { entry, offer }, run))) {
    const key = { package: pkg.tree, tree: locked };
    const linked = await run.dependencies.links.findTree(key);
    if (linked && isFit(linked, offer)) {
      return { id: locked, host: linked.host, linked };
    }
    const tree = await run.dependencies.tree(locked);
    if (tree && isFit(toParts(tree), offer)) {
      return { id: locked, host: tree.host, linked: undefined };
    }
  }
  if (run.frozen) throw notLocked(pkg, locked !== undefined);
  return resolveAnew(pkg, offer, run);
}

/**
 * Whether the lockfile's tree is for this package. A folder on this machine changes often, and what it depends on seldom:
 * no registry is asked each time.
 */
async function isMeant(
  { request, dir, tree: files }: PackageToLink,
  {
    entry,
    offer,
  }: {
    readonly entry: LockEntry | undefined;
    readonly offer: HostOffer;
  },
  { dependencies }: Run,
): Promise<boolean> {
  if (entry?.tree === files) return true;
  if (request.reference.kind !== "folder" || !entry?.dependencies) return false;
  const tree = await dependencies.tree(entry.dependencies);
  return !!tree && isMetBy(tree, await readOwnManifest(dir), offer);
}

async function resolveAnew(
  pkg: PackageToLink,
  offer: HostOffer,
  run: Run,
): Promise<FoundTree> {
  const { request } = pkg;
  const { packuments, links } = run.dependencies;
  // A start that changes nothing needs no resolver.
  const { createTree } = await import("./createTree.ts");
  const tree = await createTree({
    request,
    root: await readOwnManifest(pkg.dir),
    offer,
    packuments,
    npmConfig: await run.context.npmConfig(),
    stagingDir: () => run.dependencies.stagingDir(),
  });
  const id = run.dependencies.add(tree);
  const linked = await links.findTree({ package: pkg.tree, tree: id });
  return { id, host: tree.host, linked };
}

/** Whether a tree is what this host would have: all that it takes is there, and nothing was brought that the host gives. */
function isFit(
  { host, brought }: Pick<LinkTree, "host" | "brought">,
  offer: HostOffer,
): boolean {
  const isDouble = (name: string) =>
    offer.forced.has(name) && offer.version(name) !== undefined;
  return isStillGiven(offer, host) && !brought.some(isDouble);
}

function toParts(tree: DependencyTree): Pick<LinkTree, "host" | "brought"> {
  const brought = Object.entries(tree.packages).map(([place, locked]) =>
    nameAt(place, locked),
  );
  return { host: tree.host, brought };
}

function toLinked(
  { dir, tree: id, host, hoisted, configured, package: pkg }: LinkTree,
  { dependencies: { links } }: Run,
): LinkedPackage {
  const absolute = (file: string) => path.join(links.root, file);
  return {
    id,
    host,
    dir: absolute(dir),
    treeFile: links.treeFile({ package: pkg, tree: id }),
    hoisted: Object.fromEntries(
      Object.entries(hoisted).map(([name, file]) => [name, absolute(file)]),
    ),
    configured: configured.map(absolute),
  };
}

function notLocked(
  { request: { text, place } }: PackageToLink,
  isLocked: boolean,
): InstallerError {
  const why = isLocked
    ? "are locked for another portal: this one has other packages"
    : "aren't in the lockfile";
  return new InstallerError(
    "RESOLVE_NOT_LOCKED",
    `${text}: its dependencies ${why}, and the lockfile is frozen (${formatPlace(place)})`,
    {
      hint: "Start once without `frozen`, look at the change of plugins.lock.yaml and commit it.",
      plugin: text,
      place,
    },
  );
}
