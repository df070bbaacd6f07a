import { createHash } from "node:crypto";
import { type GraphNode, type PackageGraph, ROOT } from "./PackageGraph.ts";
import { isPackageName } from "./isPackageName.ts";

/** In the folder's name; the rest tells a reader what is in it. */
const HASH_LENGTH = 16;

/**
 * A folder's name for each package of a graph: the same for the same package with the same packages below it, wherever
 * it is found. Packages that need each other are hashed together.
 */
export function nameLinks(
  graph: PackageGraph,
  rootSalt: string,
): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  for (const group of findGroups(graph)) {
    hashGroup(group, hashes, rootSalt);
  }
  const names = new Map<string, string>();
  for (const [place, hash] of hashes) {
    const node = graph.get(place);
    if (node) names.set(place, linkName(node, hash));
  }
  return names;
}

function linkName({ name, version }: GraphNode, hash: string): string {
  // The registry chooses both; they must not lead out of the store.
  if (!isPackageName(name) || !/^[\w.+-]+$/.test(version)) {
    throw new TypeError(`${name}@${version} can't be the name of a folder`);
  }
  const label = `${name.replace("/", "+")}@${version}`;
  return `${label.slice(0, 150)}-${hash.slice(0, HASH_LENGTH)}`;
}

/**
 * Each round hashes a package with what its neighbours' hashes were before it, so that after as many rounds as there are
 * packages in a group, a hash stands for all of it.
 */
function hashGroup(
  group: readonly GraphNode[],
  hashes: Map<string, string>,
  rootSalt: string,
): void {
  let current = new Map(
    group.map((node) => [node.place, identity(node, rootSalt)]),
  );
  for (let round = 0; round < group.length; round++) {
    const next = new Map<string, string>();
    for (const node of group) {
      const below = [...node.edges]
        .map(([name, to]) => `${name} ${current.get(to) ?? hashes.get(to)}`)
        .sort();
      next.set(node.place, digest([identity(node, rootSalt), ...below]));
    }
    current = next;
  }
  for (const [place, hash] of current) hashes.set(place, hash);
}

function identity(
  { place, name, version, content }: GraphNode,
  rootSalt: string,
): string {
  const own = `${name}@${version} ${content}`;
  return place === ROOT ? `${own} ${rootSalt}` : own;
}

function digest(lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

/**
 * Packages that reach each other, each group after those that it needs: Tarjan's strongly connected components, without
 * recursion, since trees may be deep. https://doi.org/10.1137/0201010
 */
function findGroups(graph: PackageGraph): GraphNode[][] {
  const search = new GroupSearch(graph);
  for (const node of graph.values()) search.visit(node);
  return search.groups;
}

interface Visit {
  readonly node: GraphNode;
  readonly index: number;
  readonly rest: Iterator<string>;
  low: number;
}

class GroupSearch {
  readonly groups: GraphNode[][] = [];
  readonly #graph: PackageGraph;
  readonly #seen = new Map<string, Visit>();
  readonly #grouped = new Set<string>();
  readonly #open: Visit[] = [];

  constructor(graph: PackageGraph) {
    this.#graph = graph;
  }

  visit(start: GraphNode): void {
    if (this.#seen.has(start.place)) return;
    const path = [this.#enter(start)];
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      const next = visit.rest.next();
      if (!next.done) {
        const entered = this.#follow(visit, next.value);
        if (entered) path.push(entered);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) parent.low = Math.min(parent.low, visit.low);
      if (visit.low === visit.index) this.#close(visit);
    }
  }

  #enter(node: GraphNode): Visit {
    const index = this.#seen.size;
    const rest = node.edges.values()[Symbol.iterator]();
    const visit = { node, index, low: index, rest };
    this.#seen.set(node.place, visit);
    this.#open.push(visit);
    return visit;
  }

  #follow(from: Visit, place: string): Visit | undefined {
    const known = this.#seen.get(place);
    const node = this.#graph.get(place);
    if (!known) return node && this.#enter(node);
    if (!this.#grouped.has(place)) from.low = Math.min(from.low, known.index);
    return undefined;
  }

  #close(visit: Visit): void {
    const members = this.#open.splice(this.#open.indexOf(visit));
    for (const { node } of members) this.#grouped.add(node.place);
    this.groups.push(members.map(({ node }) => node));
  }
}
