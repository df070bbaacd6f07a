import type { Packument } from "../sources/npm/Packument.ts";

/** As in a `package.json`. */
export interface Platform {
  readonly os?: readonly string[] | undefined;
  readonly cpu?: readonly string[] | undefined;
  readonly libc?: readonly string[] | undefined;
}

export type Ranges = Readonly<Record<string, string>>;

/** What resolving needs of a published version. */
export interface SlimVersion {
  readonly name: string;
  readonly version: string;
  readonly dist: {
    readonly tarball: string;
    readonly integrity?: string | undefined;
    readonly shasum?: string | undefined;
  };
  readonly dependencies: Ranges;
  readonly optionalDependencies: Ranges;
  readonly peerDependencies: Ranges;
  readonly peerDependenciesMeta: Readonly<
    Record<string, { readonly optional?: boolean }>
  >;
  readonly bundleDependencies?: readonly string[] | boolean | undefined;
  /** Not where npm looks for it: a tree is the same everywhere, and is cut to a platform when it is installed there. */
  readonly platform: Platform;
  readonly engines?: Ranges | undefined;
  readonly deprecated?: string | undefined;
}

/** What resolving needs of a package. Hundreds are held in memory at the same time. */
export interface SlimPackument {
  readonly name: string;
  readonly "dist-tags": Ranges;
  readonly versions: Readonly<Record<string, SlimVersion>>;
}

/** Looks at each field by hand: a schema would take seconds for the tens of thousands of versions of one tree. */
export function slimPackument(packument: Packument): SlimPackument {
  const versions: Record<string, SlimVersion> = {};
  for (const [key, published] of Object.entries(packument.versions)) {
    const slim = isRecord(published) ? slimVersion(published) : undefined;
    if (slim?.version === key) versions[key] = slim;
  }
  const { name, "dist-tags": tags } = packument;
  return { name, "dist-tags": tags, versions };
}

/** Types aren't needed at run time; ranges that only mean something in a monorepo ask for any version. */
export function cleanRanges(ranges: unknown): Record<string, string> {
  if (!isRecord(ranges)) return {};
  const clean: Record<string, string> = {};
  for (const [name, range] of Object.entries(ranges)) {
    if (typeof range !== "string" || name.startsWith("@types/")) continue;
    clean[name] = /^(?:workspace|backstage|catalog):/.test(range) ? "*" : range;
  }
  return clean;
}

function slimVersion(
  published: Readonly<Record<string, unknown>>,
): SlimVersion | undefined {
  const { name, version, dist } = published;
  if (typeof name !== "string" || typeof version !== "string") return undefined;
  if (!isRecord(dist) || typeof dist["tarball"] !== "string") return undefined;
  const bundled =
    published["bundleDependencies"] ?? published["bundledDependencies"];
  return {
    name,
    version,
    dist: {
      tarball: dist["tarball"],
      integrity: text(dist["integrity"]),
      shasum: text(dist["shasum"]),
    },
    dependencies: cleanRanges(published["dependencies"]),
    optionalDependencies: cleanRanges(published["optionalDependencies"]),
    peerDependencies: cleanRanges(published["peerDependencies"]),
    peerDependenciesMeta: peersMeta(published["peerDependenciesMeta"]),
    bundleDependencies: bundled === true ? true : list(bundled),
    platform: {
      os: list(published["os"]),
      cpu: list(published["cpu"]),
      libc: list(published["libc"]),
    },
    engines: isRecord(published["engines"])
      ? cleanRanges(published["engines"])
      : undefined,
    deprecated: text(published["deprecated"]),
  };
}

function peersMeta(value: unknown): SlimVersion["peerDependenciesMeta"] {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, meta]) => [
      name,
      { optional: isRecord(meta) && meta["optional"] === true },
    ]),
  );
}

function list(value: unknown): readonly string[] | undefined {
  const items = typeof value === "string" ? [value] : value;
  if (!Array.isArray(items)) return undefined;
  return items.filter((item) => typeof item === "string");
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
