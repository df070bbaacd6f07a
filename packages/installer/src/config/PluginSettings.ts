import path from "node:path";
import type { PluginsSection } from "./configSchema.ts";
import type { MarketplaceSettings } from "./MarketplaceSettings.ts";
import type { NetworkRules } from "../network/NetworkRules.ts";
import type { MirrorPlace } from "./MirrorPlace.ts";
import { readMarketplace } from "./readMarketplace.ts";
import { readMirrorPlace } from "./readMirrorPlace.ts";
import { readRemoteSettings } from "./readRemoteSettings.ts";
import { readSignatures } from "./readSignatures.ts";
import type { Section } from "./readSections.ts";
import type { RemoteSettings } from "./RemoteSettings.ts";
import type { SignatureSettings } from "./SignatureSettings.ts";

/** What `dynamicPlugins` says beside its plugins. Paths are absolute. */
export interface PluginSettings {
  readonly store: string | undefined;
  readonly lockfile: string | undefined;
  readonly frozen: boolean;
  /** What is asked instead of all registries and web servers. */
  readonly mirror: MirrorPlace | undefined;
  readonly concurrency: number | undefined;
  readonly insecureRegistries: readonly string[];
  /** Names of packages. */
  readonly allowNative: readonly string[];
  readonly generations: GenerationSettings;
  readonly remotes: RemoteSettings;
  readonly management: ManagementSettings;
  readonly marketplace: MarketplaceSettings;
  readonly signatures: SignatureSettings;
  readonly network: NetworkRules;
}

/** `dynamicPlugins.management`, with what holds where it says nothing. */
export interface ManagementSettings {
  /** Entity references, complete and in lower case. */
  readonly administrators: readonly string[];
  /** What administrators changed is ignored and can't be changed: the files alone say what runs. */
  readonly readOnly: boolean;
  /** Roots below which folders may be installed. Absolute. */
  readonly directories: readonly string[];
  /** Bytes. */
  readonly uploadLimit: number;
  /** Who may be shown development versions of frontends. */
  readonly development: "off" | "administrators" | "everyone";
}

/** `dynamicPlugins.generations`, with what holds where it says nothing. */
export interface GenerationSettings {
  readonly watch: boolean;
  readonly keep: number;
  readonly drainMs: number;
  readonly spareMs: number;
  readonly heartbeatMs: number;
  readonly retryMs: number;
}

/** For each key, the last section that says it. */
export function mergeSettings(sections: readonly Section[]): PluginSettings {
  const last = <Key extends keyof PluginsSection>(key: Key) =>
    sections.findLast(({ data }) => data[key] !== undefined);
  const folder = (key: "store" | "lockfile") => {
    const section = last(key);
    const value = section?.data[key];
    return value === undefined || section === undefined
      ? undefined
      : path.resolve(section.file.dir, value);
  };
  return {
    store: folder("store"),
    lockfile: folder("lockfile"),
    frozen: last("frozen")?.data.frozen ?? false,
    mirror: placeOf(last("mirror")),
    concurrency: last("concurrency")?.data.concurrency,
    insecureRegistries:
      last("insecureRegistries")?.data.insecureRegistries ?? [],
    allowNative: last("allowNative")?.data.allowNative ?? [],
    generations: mergeGenerations(sections),
    remotes: mergeRemotes(sections),
    management: mergeManagement(sections),
    marketplace: readMarketplace(sections),
    signatures: readSignatures(sections),
    network: mergeNetwork(sections),
  };
}

function placeOf(section: Section | undefined): MirrorPlace | undefined {
  const written = section?.data.mirror;
  return written === undefined || section === undefined
    ? undefined
    : readMirrorPlace(written, section.file.dir);
}

function mergeRemotes(sections: readonly Section[]): RemoteSettings {
  return readRemoteSettings(
    sections.flatMap(({ file, keys, data: { remotes } }) => {
      const place = file.place([...keys, "remotes", "cache"]);
      return remotes ? [{ data: remotes, place }] : [];
    }),
  );
}

function mergeNetwork(sections: readonly Section[]): NetworkRules {
  const merged: NetworkRules = Object.assign(
    {},
    ...sections.map(({ data }) => data.network ?? {}),
  );
  const lower = (names: readonly string[] | undefined) =>
    names?.map((name) => name.toLowerCase());
  return {
    registries: lower(merged.registries),
    privateAddresses: lower(merged.privateAddresses),
  };
}

function mergeGenerations(sections: readonly Section[]): GenerationSettings {
  const merged: NonNullable<PluginsSection["generations"]> = Object.assign(
    {},
    ...sections.map(({ data }) => data.generations ?? {}),
  );
  return {
    watch: merged.watch ?? true,
    keep: merged.keep ?? 10,
    drainMs: merged.drain ?? 30_000,
    spareMs: merged.spare ?? 600_000,
    heartbeatMs: merged.heartbeat ?? 20_000,
    retryMs: merged.retry ?? 30_000,
  };
}

const UPLOAD_LIMIT = 50 * 1000 ** 2;

function mergeManagement(sections: readonly Section[]): ManagementSettings {
  const merged: NonNullable<PluginsSection["management"]> = Object.assign(
    {},
    ...sections.map(({ data }) => data.management ?? {}),
  );
  const naming = sections.findLast(({ data }) => data.management?.directories);
  return {
    administrators: (merged.administrators ?? []).map(completeEntity),
    readOnly: merged.readOnly ?? false,
    directories: (naming?.data.management?.directories ?? []).map((folder) =>
      path.resolve(naming?.file.dir ?? "", folder),
    ),
    uploadLimit: merged.uploadLimit ?? UPLOAD_LIMIT,
    development: merged.development ?? "administrators",
  };
}

/** As Backstage compares them. */
function completeEntity(reference: string): string {
  const [kind = "", name = ""] = reference.toLowerCase().split(":");
  return `${kind}:${name.includes("/") ? name : `default/${name}`}`;
}
