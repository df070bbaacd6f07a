import { mkdir, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { Run } from "../createRun.ts";
import { InstallerError } from "../errors.ts";
import type { TreeFile } from "../fetch/FetchedPlugin.ts";
import { mapConcurrently } from "../mapConcurrently.ts";
import type { LinkStore, LinkTree } from "../store/LinkStore.ts";
import { FILES_FILE } from "../store/StoredPackage.ts";
import type { DependencyRun } from "./DependencyRun.ts";
import type { DependencyTree, TreePurpose } from "./DependencyTree.ts";
import { isForThisPlatform } from "./isForThisPlatform.ts";
import { nameLinks } from "./nameLinks.ts";
import { PackageContent } from "./PackageContent.ts";
import {
  type GraphNode,
  type GraphPackage,
  type PackageGraph,
  ROOT,
  createGraph,
  nameAt,
} from "./PackageGraph.ts";
import type { PackageToLink } from "./PackageToLink.ts";
import { readTraits } from "./readTraits.ts";
import { refuseNative } from "./refuseNative.ts";

export interface TreeToLink {
  readonly id: string;
  readonly tree: DependencyTree;
  readonly purpose: TreePurpose;
}

interface Piece extends GraphPackage {
  readonly contents: PackageContent;
}

const LINKS_AT_ONCE = 16;

/** Brings a tree's packages and links the package beside them. What is there already is used as it is. */
export async function linkTree(
  pkg: PackageToLink,
  { id, tree, purpose }: TreeToLink,
  run: Run,
): Promise<LinkTree> {
  const { links } = run.dependencies;
  const pieces = await bringPieces(pkg, tree, run);
  const graph = cutGraph(pkg, { tree, pieces, purpose }, run);
  const names = nameLinks(graph, id);
  await mapConcurrently([...graph.values()], LINKS_AT_ONCE, async (node) => {
    const contents = pieces.get(node.place)?.contents;
    await contents?.use((place) =>
      makeLink({ node, graph, names }, run.dependencies, place),
    );
  });
  const linked = describe(
    { graph, names, tree, links },
    { package: pkg.tree, tree: id, purpose },
  );
  await links.rememberTree(linked);
  return linked;
}

async function bringPieces(
  pkg: PackageToLink,
  tree: DependencyTree,
  run: Run,
): Promise<Map<string, Piece>> {
  const wanted = Object.entries(tree.packages).filter(
    ([, locked]) => !locked.optional || isForThisPlatform(locked),
  );
  const { request } = pkg;
  const brought = await Promise.all(
    wanted.map(async ([place, locked]): Promise<[string, Piece]> => {
      const name = nameAt(place, locked);
      const wanted = { request, name, locked };
      const contents = await run.dependencies.contents
        .get(wanted)
        .catch((error: unknown) => {
          throw ofPlugin(error, request);
        });
      const { version, integrity: content, optional = false } = locked;
      const { traits, files } = contents;
      const own = { place, name, version, content, optional };
      return [place, { ...own, traits, files, contents }];
    }),
  );
  return new Map([[ROOT, await readRoot(pkg)], ...brought]);
}

function ofPlugin(error: unknown, { text, place }: PluginRequest): unknown {
  if (!(error instanceof InstallerError)) return error;
  const { code, hint, message } = error;
  return new InstallerError(
    code,
    `${text}: a dependency of it can't be brought: ${message} (${formatPlace(place)})`,
    { hint, plugin: text, place, cause: error },
  );
}

/** The package itself, as it lies in the store. */
async function readRoot({ facts, dir, tree }: PackageToLink): Promise<Piece> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(path.join(dir, name), "utf8"));
  const files = (await read(FILES_FILE)) as readonly TreeFile[];
  const traits = readTraits({ packageJson: await read("package.json"), files });
  const { name, version } = facts;
  return {
    place: ROOT,
    name,
    version,
    content: tree,
    optional: false,
    traits,
    files,
    contents: new PackageContent({ dir, files, traits, isStaged: false }),
  };
}

/** What may be in the tree. Nothing of a frontend's packages runs here, so that nothing of them is refused. */
function cutGraph(
  { request }: PackageToLink,
  {
    tree,
    pieces,
    purpose,
  }: {
    readonly tree: DependencyTree;
    readonly pieces: ReadonlyMap<string, Piece>;
    readonly purpose: TreePurpose;
  },
  run: Run,
): PackageGraph {
  const graph = createGraph(tree, pieces);
  if (purpose === "frontend") return graph;
  const leftOut = refuseNative(graph, request, run.options.allowNative ?? []);
  if (leftOut.size === 0) return graph;
  const allowed = [...pieces].filter(([place]) => !leftOut.has(place));
  return createGraph(tree, new Map(allowed));
}

interface NamedGraph {
  readonly graph: PackageGraph;
  readonly names: ReadonlyMap<string, string>;
}

/** Gives the folder of the package's files in its link. */
async function makeLink(
  { node, graph, names }: NamedGraph & { readonly node: GraphNode },
  { links, stagingDir }: Pick<DependencyRun, "links" | "stagingDir">,
  place: (target: string) => Promise<void>,
): Promise<string> {
  const link = names.get(node.place) ?? "";
  const dir = links.dirOf(link, node.name);
  if (await links.find(link)) {
    await links.touch(link);
    return dir;
  }
  const staged = await stagingDir();
  const modules = path.join(staged, "node_modules");
  const target = path.join(modules, node.name);
  await mkdir(path.dirname(target), { recursive: true });
  await place(target);
  const needs: Record<string, string> = {};
  for (const [name, to] of node.edges) {
    const needed = names.get(to) ?? "";
    needs[name] = needed;
    const at = path.join(modules, name);
    await mkdir(path.dirname(at), { recursive: true });
    const lies = path.join(links.folder(link), "node_modules", name);
    const leadsTo = links.dirOf(needed, graph.get(to)?.name ?? name);
    await symlink(path.relative(path.dirname(lies), leadsTo), at);
  }
  const { name, version, content, traits, files } = node;
  const marker = { name, version, content, needs, traits };
  await links.promote(staged, link, { marker, files });
  return dir;
}

function describe(
  {
    graph,
    names,
    tree,
    links,
  }: NamedGraph & {
    readonly tree: DependencyTree;
    readonly links: LinkStore;
  },
  key: Pick<LinkTree, "package" | "tree" | "purpose">,
): LinkTree {
  const nodes = [...graph.values()];
  const linkOf = ({ place }: GraphNode) => names.get(place) ?? "";
  const inStore = (file: string) => path.relative(links.root, file);
  const dirOf = (node: GraphNode) =>
    inStore(links.dirOf(linkOf(node), node.name));
  const top = nodes.filter(
    ({ place }) => place !== ROOT && !place.includes(" > "),
  );
  const root = graph.get(ROOT);
  return {
    ...key,
    dir: root ? dirOf(root) : "",
    host: tree.host,
    brought: [...new Set(nodes.slice(1).map(({ name }) => name))].sort(),
    links: [
      ...new Set(nodes.map((node) => inStore(links.folder(linkOf(node))))),
    ],
    hoisted: Object.fromEntries(top.map((node) => [node.place, dirOf(node)])),
    configured: nodes.filter(({ traits }) => traits.hasConfigSchema).map(dirOf),
  };
}
