import { formatPlace } from "@flyloft/plugin-core";
import type { ArboristNode } from "@npmcli/arborist";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError } from "../errors.ts";
import { registryError } from "../resolve/registryError.ts";
import type { NpmConfig } from "../sources/npm/NpmConfig.ts";
import {
  integrityOf,
  tarballUrl,
  usualTarballUrl,
} from "../sources/npm/publishedTarball.ts";
import type {
  DependencyTree,
  HostPackage,
  LockedPackage,
} from "./DependencyTree.ts";
import type { HostOffer } from "./HostOffer.ts";
import type { OwnManifest } from "./OwnManifest.ts";
import type { PackumentCache } from "./PackumentCache.ts";
import { type Chains, prefetch } from "./prefetch.ts";
import { sortKeys } from "./sortKeys.ts";
import { TreeSource } from "./TreeSource.ts";

export interface TreeOrder {
  readonly request: PluginRequest;
  readonly root: OwnManifest;
  readonly offer: HostOffer;
  readonly packuments: PackumentCache;
  readonly npmConfig: NpmConfig;
  /** Makes an empty folder. */
  readonly stagingDir: () => Promise<string>;
}

/**
 * What a package needs around it, as registries have it now. No registry is asked, and npm's resolver isn't loaded,
 * where the host gives everything.
 *
 * @throws InstallerError `RESOLVE_DEPENDENCY_NOT_FOUND`, or another `RESOLVE_` where a registry doesn't answer
 */
export async function createTree(order: TreeOrder): Promise<DependencyTree> {
  const { root, offer, packuments } = order;
  const source = new TreeSource(root, offer, packuments);
  const chains = await prefetch(root, source);
  const nodes = chains.size === 0 ? [] : await build(order, source, chains);
  const packages: Record<string, LockedPackage> = {};
  const given: string[] = [];
  for (const node of nodes) {
    const place = placeOf(node);
    if (!TreeSource.isVirtual(node.resolved)) {
      packages[place] = await lock(node, source, order.npmConfig);
    } else if (place.includes(" > ")) given.push(place);
  }
  return {
    host: collectHost(order, nodes),
    ...(given.length > 0 && { given: given.sort() }),
    packages: sortKeys(packages),
  };
}

async function build(
  { request, root, stagingDir }: TreeOrder,
  source: TreeSource,
  chains: Chains,
): Promise<readonly ArboristNode[]> {
  const { buildTree } = await import("./buildTree.ts");
  const forced = source.forced();
  for (;;) {
    try {
      const dir = await stagingDir();
      const nodes = await buildTree({ root, source, forced, dir });
      if (source.failure) throw registryError(request, source.failure);
      return nodes;
    } catch (error) {
      if (error instanceof InstallerError) throw error;
      if (source.failure) throw registryError(request, source.failure);
      const { code, name } = describeNpmError(error);
      // Only while a tree is made does it show which ranges are really asked for.
      if (code === "ETARGET" && source.mix(name)) continue;
      throw notFound(request, error as NpmError, chains.get(name));
    }
  }
}

/** npm's resolver says in one of two ways which package it stumbled over; `package` is `name@spec`. */
function describeNpmError(error: unknown): {
  readonly code: string | undefined;
  readonly name: string;
} {
  const { code, name, package: asked = "" } = error as NpmError;
  return { code, name: /^(@?[^@]+)@/.exec(asked)?.[1] ?? name };
}

interface NpmError extends Error {
  readonly code?: string;
  readonly package?: string;
}

/** `a > b` of `node_modules/a/node_modules/b`. */
function placeOf({ location }: ArboristNode): string {
  return location
    .replace(/^node_modules\//, "")
    .replaceAll("/node_modules/", " > ");
}

async function lock(
  { name, packageName, version, optional }: ArboristNode,
  source: TreeSource,
  npmConfig: NpmConfig,
): Promise<LockedPackage> {
  const published = (await source.published(packageName)).versions[version];
  if (!published) throw new Error(`${packageName}@${version} has gone.`);
  const registry = npmConfig.registryOf(packageName);
  const tarball = tarballUrl(published.dist.tarball, registry);
  const usual = usualTarballUrl({ name: packageName, version }, registry);
  const { os, cpu, libc } = published.platform;
  return {
    version,
    integrity: integrityOf(published.dist),
    ...(packageName !== name && { name: packageName }),
    ...(tarball !== usual && { tarball }),
    ...(optional && { optional }),
    ...(os && { os }),
    ...(cpu && { cpu }),
    ...(libc && { libc }),
  };
}

/** The host's packages that are asked for, with all ranges. */
function collectHost(
  { root, offer }: TreeOrder,
  nodes: readonly ArboristNode[],
): Record<string, HostPackage> {
  const ranges = new Map<string, Set<string>>();
  const add = (name: string, range: string) => {
    const known = ranges.get(name) ?? new Set();
    ranges.set(name, known.add(range));
  };
  // Of the root the resolver was told other ranges.
  const own = { ...root.required, ...root.optional };
  const fromRegistry = new Set(
    nodes
      .filter(({ resolved }) => !TreeSource.isVirtual(resolved))
      .map(placeOf),
  );
  for (const [name, range] of Object.entries(own)) {
    if (!fromRegistry.has(name)) add(name, range);
  }
  for (const { edgesOut } of nodes) {
    for (const { name, rawSpec, to } of edgesOut.values()) {
      if (to && TreeSource.isVirtual(to.resolved)) add(name, rawSpec);
    }
  }
  ranges.delete(root.name);
  const host: Record<string, HostPackage> = {};
  for (const [name, asked] of ranges) {
    const version = offer.version(name);
    if (version) host[name] = { version, ranges: [...asked].sort() };
  }
  return sortKeys(host);
}

function notFound(
  { text, place }: PluginRequest,
  cause: NpmError,
  chain: string | undefined,
): InstallerError {
  const why = cause.code?.startsWith("EALLOW")
    ? "only packages of registries are brought"
    : cause.message;
  return new InstallerError(
    "RESOLVE_DEPENDENCY_NOT_FOUND",
    `${text} needs a package that can't be had: ${chain ? `${chain}: ` : ""}${why} (${formatPlace(place)})`,
    {
      hint: "Check that the registries in .npmrc have it, its scope's among them. If it was never published, use another version of the plugin.",
      plugin: text,
      place,
      cause,
    },
  );
}
