import { pickVersion } from "../sources/npm/pickVersion.ts";
import type { Packument } from "../sources/npm/Packument.ts";
import type { OwnManifest } from "./OwnManifest.ts";
import { parseSpec } from "./parseSpec.ts";
import type { Ranges, SlimVersion } from "./SlimPackument.ts";
import type { TreeSource } from "./TreeSource.ts";

/** Who asks for what, as `plugin > a@1.0.0 > b@^2`, by the name that is asked for. */
export type Chains = ReadonlyMap<string, string>;

interface Question {
  readonly name: string;
  readonly range: string;
  readonly chain: string;
}

/**
 * Asks registries for all that a tree will probably need, each level at once: the resolver itself asks for one package
 * after the other. Never rejects; what can't be had shows again when the tree is made.
 */
export async function prefetch(
  root: OwnManifest,
  source: TreeSource,
): Promise<Chains> {
  const chains = new Map<string, string>();
  const seen = new Set<string>();
  const ask = async (ranges: Ranges, parent: string): Promise<void> => {
    const questions = Object.entries(ranges)
      .map(([alias, spec]) => ({ ...parseSpec(alias, spec), parent }))
      .filter(({ name, range }) => !source.isGiven(name, range))
      .filter(({ name, range }) => {
        const key = `${name}@${range}`;
        return !seen.has(key) && seen.add(key);
      })
      .map(({ name, range }) => ({
        name,
        range,
        chain: `${parent} > ${name}@${range}`,
      }));
    await Promise.all(questions.map(answer));
  };
  const answer = async ({ name, range, chain }: Question): Promise<void> => {
    if (!chains.has(name)) chains.set(name, chain);
    // A folder, a URL or a repository; the resolver refuses it.
    if (/[:/]/.test(range)) return;
    source.mix(name);
    const picked = await pick(name, range, source);
    if (!picked) return;
    const { version } = picked;
    const id = `${name}@${version}`;
    if (seen.has(id)) return;
    seen.add(id);
    await ask(
      neededBy(picked),
      `${chain.slice(0, chain.lastIndexOf(" > "))} > ${id}`,
    );
  };
  await ask({ ...root.required, ...root.optional }, root.name);
  return chains;
}

async function pick(
  name: string,
  range: string,
  source: TreeSource,
): Promise<SlimVersion | undefined> {
  try {
    const packument = await source.read(name);
    const version = pickVersion(packument as Packument, range);
    return version === undefined ? undefined : packument.versions[version];
  } catch {
    return undefined;
  }
}

function neededBy(version: SlimVersion): Ranges {
  const peers = Object.entries(version.peerDependencies).filter(
    ([name]) => !version.peerDependenciesMeta[name]?.optional,
  );
  return {
    ...Object.fromEntries(peers),
    ...version.dependencies,
    ...version.optionalDependencies,
  };
}
