import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";
import type { PublishedManifest } from "../sources/npm/PublishedManifest.ts";
import type { HostFacts } from "../verify/HostFacts.ts";
import { unbundledDependencies } from "./createManifestFacts.ts";
import type { PlanNote } from "./PlanNote.ts";

/** What else is in the configuration. */
export interface Surroundings {
  readonly host: HostFacts;
  /** The npm packages that the configuration names. */
  readonly configured: ReadonlySet<string>;
}

/** What a package's `package.json` tells of how it will fare here. Pure. */
export function listNotes(
  manifest: PublishedManifest,
  surroundings: Surroundings,
): readonly PlanNote[] {
  return [
    noteRole(manifest, surroundings.host),
    noteOldFrontend(manifest),
    noteReact(manifest, surroundings.host),
    notePlugin(manifest, surroundings),
    noteDeprecation(manifest),
  ].filter((note) => note !== undefined);
}

function noteRole(
  manifest: PublishedManifest,
  host: HostFacts,
): PlanNote | undefined {
  const { role, pluginId } = manifest.backstage ?? {};
  if (role === undefined) return undefined;
  const id = pluginId === undefined ? "" : ` '${pluginId}'`;
  const what = {
    "backend-plugin": `backend plugin${id}`,
    "backend-plugin-module": `backend module of${id || " a plugin"}`,
    "frontend-plugin": `frontend plugin${id}`,
    "frontend-plugin-module": `frontend module of${id || " a plugin"}`,
  }[role];
  if (what === undefined) return undefined;
  const brings = role.startsWith("frontend-")
    ? "a remote will be built from it, unless it brings one"
    : describeDependencies(manifest, host);
  return {
    about: "role",
    severity: "info",
    message: `${what}: ${brings}`,
  };
}

function describeDependencies(
  manifest: PublishedManifest,
  { shared }: HostFacts,
): string {
  const own = Object.keys(unbundledDependencies(manifest)).filter(
    (name) => shared[name] === undefined && !name.startsWith("@types/"),
  );
  if (own.length === 0) return "the portal has all that it depends on";
  const count =
    own.length === 1 ? "1 dependency" : `${own.length} dependencies`;
  return `${count} will be brought, and what they need`;
}

/** Only packages of late tell their features; before, the new system's were in `./alpha`. */
function noteOldFrontend({
  backstage,
  exports,
}: PublishedManifest): PlanNote | undefined {
  if (backstage?.role !== "frontend-plugin") return undefined;
  const entries = Object.keys((exports as object | undefined) ?? {});
  if (backstage.features || entries.includes("./alpha")) return undefined;
  return {
    about: "old-frontend",
    severity: "info",
    message:
      "it tells only of the old frontend system: its pages and cards are converted by their names (…Page, Entity…Content, Entity…Card)",
    hint: "To choose them yourself, list them under dynamicPlugins.frontend.",
  };
}

/** There is one React in a page, the portal's. */
function noteReact(
  { backstage, peerDependencies }: PublishedManifest,
  host: HostFacts,
): PlanNote | undefined {
  const range = peerDependencies["react"];
  const version = host.sharedWithRemotes["react"];
  if (!backstage?.role?.startsWith("frontend-")) return undefined;
  if (!range || !version || !validRange(range)) return undefined;
  if (satisfies(version, range)) return undefined;
  return {
    about: "react",
    severity: "problem",
    message: `it is made for React ${range}, and the portal's pages run on ${version}`,
    hint: "Use a release of it for that version.",
  };
}

function notePlugin(
  { backstage }: PublishedManifest,
  { host, configured }: Surroundings,
): PlanNote | undefined {
  const plugin = backstage?.pluginPackage;
  if (plugin === undefined || backstage?.role !== "backend-plugin-module") {
    return undefined;
  }
  if (configured.has(plugin) || host.plugins?.includes(plugin)) {
    return undefined;
  }
  return {
    about: "missing-plugin",
    severity: "problem",
    message: `it extends ${plugin}, which isn't configured`,
    hint: `Add an entry for ${plugin}, or \`with: ["${plugin}"]\` to this one.`,
  };
}

function noteDeprecation({
  deprecated,
}: PublishedManifest): PlanNote | undefined {
  if (!deprecated) return undefined;
  const why = typeof deprecated === "string" ? `: ${deprecated}` : "";
  return {
    about: "deprecated",
    severity: "warning",
    message: `its publisher has deprecated this version${why}`,
  };
}
