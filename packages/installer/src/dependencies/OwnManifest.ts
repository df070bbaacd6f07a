import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Ranges, cleanRanges } from "./SlimPackument.ts";

/** What a package in the store asks for around it. */
export interface OwnManifest {
  readonly name: string;
  readonly version: string;
  /** Must be there: dependencies and the peers that aren't optional. */
  readonly required: Ranges;
  readonly optional: Ranges;
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: unknown;
  readonly optionalDependencies?: unknown;
  readonly peerDependencies?: unknown;
  readonly peerDependenciesMeta?: Readonly<
    Record<string, { readonly optional?: boolean } | undefined>
  >;
}

/** Without what the package brings along in its own `node_modules`. The package was verified: its manifest is valid. */
export async function readOwnManifest(dir: string): Promise<OwnManifest> {
  const text = await readFile(path.join(dir, "package.json"), "utf8");
  const json = JSON.parse(text.replace(/^\uFEFF/, "")) as PackageJson;
  const optional = cleanRanges(json.optionalDependencies);
  const peers = Object.entries(cleanRanges(json.peerDependencies)).filter(
    ([name]) => !json.peerDependenciesMeta?.[name]?.optional,
  );
  const required = Object.fromEntries([
    ...peers,
    ...Object.entries(cleanRanges(json.dependencies)),
  ]);
  const { name, version } = json;
  const isBundled = (name: string) =>
    existsSync(path.join(dir, "node_modules", name, "package.json"));
  const keep = (ranges: Ranges, without: Ranges = {}) =>
    Object.fromEntries(
      Object.entries(ranges).filter(
        ([name]) => !isBundled(name) && !(name in without),
      ),
    );
  return {
    name,
    version,
    required: keep(required, optional),
    optional: keep(optional),
  };
}
