import type { TreeFile } from "../fetch/FetchedPlugin.ts";
import type { PackageTraits } from "../store/LinkStore.ts";
import type { DependencyTree, LockedPackage } from "./DependencyTree.ts";

/** The place of the package that a tree is for. */
export const ROOT = "";

/** A package of a tree at its place, with where its imports lead. */
export interface GraphNode {
  readonly place: string;
  /** As published. */
  readonly name: string;
  readonly version: string;
  /** SRI of the tarball; of the root, the hash over its files. */
  readonly content: string;
  readonly optional: boolean;
  readonly traits: PackageTraits;
  readonly files: readonly TreeFile[];
  /** Places, by the name that its code imports. What the host gives isn't among them. */
  readonly edges: ReadonlyMap<string, string>;
}

export type PackageGraph = ReadonlyMap<string, GraphNode>;

export type GraphPackage = Omit<GraphNode, "edges">;

/** What the root can reach, in the order in which it is reached. */
export function createGraph(
  tree: DependencyTree,
  packages: ReadonlyMap<string, GraphPackage>,
): PackageGraph {
  const root = packages.get(ROOT);
  if (!root) throw new TypeError("a tree without a root");
  const given = new Set(tree.given);
  const graph = new Map<string, GraphNode>();
  const reached = new Set([root]);
  // A set yields what is added while it is walked.
  for (const node of reached) {
    const edges = new Map<string, string>();
    for (const name of node.traits.asks) {
      const place = findPlace(node.place, name, { packages, given, root });
      const found = place === undefined ? undefined : packages.get(place);
      if (place === undefined || !found || found === node) continue;
      edges.set(name, place);
      reached.add(found);
    }
    graph.set(node.place, { ...node, edges });
  }
  return graph;
}

/** `plugin > a@1.0.0 > b@2.0.0`: the shortest way from the root. */
export function chainTo(graph: PackageGraph, place: string): string {
  const parents = new Map<string, string>();
  for (const node of graph.values()) {
    for (const to of node.edges.values()) {
      if (to !== ROOT && !parents.has(to)) parents.set(to, node.place);
    }
  }
  const chain: string[] = [];
  for (let at: string | undefined = place; at !== undefined;) {
    const node = graph.get(at);
    chain.unshift(at === ROOT ? (node?.name ?? "") : labelOf(node));
    at = parents.get(at);
  }
  return chain.join(" > ");
}

function labelOf(node: GraphNode | undefined): string {
  return node ? `${node.name}@${node.version}` : "";
}

/** The nearest of a name on the way up, as Node looks for it in npm's folders. */
function findPlace(
  from: string,
  name: string,
  tree: {
    readonly packages: ReadonlyMap<string, GraphPackage>;
    readonly given: ReadonlySet<string>;
    readonly root: GraphPackage;
  },
): string | undefined {
  const segments = from === ROOT ? [] : from.split(" > ");
  for (let length = segments.length; length >= 0; length--) {
    const place = [...segments.slice(0, length), name].join(" > ");
    if (tree.given.has(place)) return undefined;
    if (tree.packages.has(place)) return place;
  }
  return name === tree.root.name ? ROOT : undefined;
}

/** The published name of what a tree has at a place. */
export function nameAt(place: string, locked: LockedPackage): string {
  return locked.name ?? place.split(" > ").at(-1) ?? place;
}
