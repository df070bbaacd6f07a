import { createHash } from "node:crypto";
import * as z from "zod";
import type { DependencyTree } from "../dependencies/DependencyTree.ts";
import { sortKeys } from "../dependencies/sortKeys.ts";

/** Trees by id. */
export type LockedTrees = ReadonlyMap<string, DependencyTree>;

/** Starts the lockfile's second document, which is JSON. */
const SEPARATOR = "\n---\n";

const names = z.array(z.string()).optional();

const treesSchema = z.record(
  z.string(),
  z.strictObject({
    host: z.record(
      z.string(),
      z.strictObject({ version: z.string(), ranges: z.array(z.string()) }),
    ),
    given: names,
    packages: z.record(
      z.string(),
      z.strictObject({
        version: z.string(),
        integrity: z.string().regex(/^sha\d+-/),
        name: z.string().optional(),
        tarball: z.string().optional(),
        optional: z.literal(true).optional(),
        os: names,
        cpu: names,
        libc: names,
      }),
    ),
  }),
);

/** `sha256-<hex>` over what a tree says. */
export function treeId(tree: DependencyTree): string {
  const text = JSON.stringify(canonical(tree));
  return `sha256-${createHash("sha256").update(text).digest("hex")}`;
}

/** The two documents of a lockfile. Whoever needs no tree needn't parse the second, which is the larger one by far. */
export function splitLockfile(text: string): {
  readonly plugins: string;
  readonly trees: string | undefined;
} {
  const at = text.indexOf(SEPARATOR);
  if (at < 0) return { plugins: text, trees: undefined };
  return {
    plugins: text.slice(0, at + 1),
    trees: text.slice(at + SEPARATOR.length),
  };
}

/** Throws where the text is no such document, or a tree isn't what its id stands for. */
export function parseTrees(text: string): LockedTrees {
  const trees = treesSchema.parse(JSON.parse(text));
  for (const [id, tree] of Object.entries(trees)) {
    if (treeId(tree) !== id) {
      throw new Error(`the dependencies ${id} are not what they were`);
    }
  }
  return new Map(Object.entries(trees));
}

/** One line per package, so that a diff shows what changed. Empty where there is no tree. */
export function formatTrees(trees: LockedTrees): string {
  if (trees.size === 0) return "";
  const all = Object.fromEntries(
    [...trees].map(([id, tree]) => [id, canonical(tree)]),
  );
  return `${SEPARATOR.slice(1)}${formatRecord(sortKeys(all), formatTree, "")}\n`;
}

function formatTree({ host, given, packages }: DependencyTree): string {
  const line = (value: unknown) => JSON.stringify(value);
  const parts = [`"host": ${formatRecord(host, line, "    ")}`];
  if (given) parts.push(`"given": ${JSON.stringify(given)}`);
  parts.push(`"packages": ${formatRecord(packages, line, "    ")}`);
  return `{\n${parts.map((part) => `    ${part}`).join(",\n")}\n  }`;
}

function formatRecord<Value>(
  record: Readonly<Record<string, Value>>,
  format: (value: Value) => string,
  indent: string,
): string {
  const lines = Object.entries(record).map(
    ([key, value]) => `${indent}  ${JSON.stringify(key)}: ${format(value)}`,
  );
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${indent}}`;
}

/** In one order of keys, whoever made it. */
function canonical({ host, given, packages }: DependencyTree): DependencyTree {
  return {
    host: mapSorted(host, ({ version, ranges }) => ({ version, ranges })),
    ...(given && { given }),
    packages: mapSorted(packages, (locked) => ({
      version: locked.version,
      integrity: locked.integrity,
      ...(locked.name && { name: locked.name }),
      ...(locked.tarball && { tarball: locked.tarball }),
      ...(locked.optional && { optional: locked.optional }),
      ...(locked.os && { os: locked.os }),
      ...(locked.cpu && { cpu: locked.cpu }),
      ...(locked.libc && { libc: locked.libc }),
    })),
  };
}

function mapSorted<Value>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(sortKeys(record)).map(([key, value]) => [key, map(value)]),
  );
}
