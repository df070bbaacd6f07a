import type { FetchedPlugin } from "../fetch/FetchedPlugin.ts";
import { findMissingEntries } from "./findMissingEntries.ts";
import { createFrontendFacts } from "./createFrontendFacts.ts";
import { findFrontendEntries } from "./findFrontendEntries.ts";
import { createProfile } from "./createProfile.ts";
import { type FlyloftManifest, parseFlyloft } from "./flyloftManifest.ts";
import type { Completion, PackageFacts } from "./PackageFacts.ts";
import type { PackageJson } from "./packageJsonSchema.ts";
import { verifyError } from "./verifyError.ts";

const FEDERATION_MANIFEST = "dist/mf-manifest.json";

/** Throws VERIFY_NOT_A_PLUGIN where there is neither part, VERIFY_ENTRY_MISSING where a part's code isn't there. */
export function createPackageFacts(
  fetched: FetchedPlugin,
  packageJson: PackageJson,
): PackageFacts {
  const paths = new Set(fetched.files.map(({ path }) => path));
  const frontend = createFrontendFacts(fetched);
  const backend = isBackend(packageJson);
  const completion = findCompletion(packageJson, paths, backend);
  const isRemote = completion.kind === "remote";
  const schema = findConfigSchema(packageJson, paths);
  if (!backend && !frontend && !isRemote) {
    throw verifyError("VERIFY_NOT_A_PLUGIN", fetched, {
      message: `${packageJson.name} is no plugin: ${whyNot(packageJson, paths)}`,
      hint: hintFor(packageJson),
    });
  }
  if (backend) checkEntries(fetched, packageJson, paths);
  const flyloft = readFlyloft(fetched, packageJson);
  return {
    name: packageJson.name,
    version: packageJson.version,
    description: packageJson.description,
    profile: createProfile(packageJson, flyloft),
    permissions: flyloft.permissions,
    readme: findReadme(paths),
    role: packageJson.backstage?.role,
    pluginId: packageJson.backstage?.pluginId,
    supportedVersions: packageJson.backstage?.["supported-versions"],
    parts: { backend, frontend: frontend !== undefined || isRemote },
    frontend,
    completion,
    pluginPackages: packageJson.backstage?.pluginPackages ?? [],
    node: packageJson.engines?.node,
    ranges: backend ? unbundledRanges(packageJson, paths) : {},
    configSchema:
      completion.kind === "none" && isSource(schema) ? undefined : schema,
  };
}

function readFlyloft(
  fetched: FetchedPlugin,
  { flyloft }: PackageJson,
): FlyloftManifest {
  const parsed = parseFlyloft(flyloft);
  if ("flyloft" in parsed) return parsed.flyloft;
  const { code, ...text } = parsed.problem;
  throw verifyError(code, fetched, text);
}

/** As npm finds it: at the root, in whatever case; Markdown before anything else. */
function findReadme(paths: ReadonlySet<string>): string | undefined {
  const found = [...paths].filter((path) =>
    /^readme(?:\.(?:md|markdown|txt))?$/i.test(path),
  );
  return found.find((path) => /\.(?:md|markdown)$/i.test(path)) ?? found[0];
}

/** A package that was exported brings its dependencies along, or a federated remote. */
function findCompletion(
  packageJson: PackageJson,
  paths: ReadonlySet<string>,
  backend: boolean,
): Completion {
  if (backend) {
    if (bringsAll(packageJson)) return { kind: "none" };
    const { dependencies, optionalDependencies } = packageJson;
    const lacks = Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !name.startsWith("@types/"))
      .some((name) => !paths.has(`node_modules/${name}/package.json`));
    const schema = findConfigSchema(packageJson, paths);
    return { kind: lacks || isSource(schema) ? "link" : "none" };
  }
  const role = packageJson.backstage?.role;
  const isFrontend = /^frontend-plugin(?:-module)?$/.test(role ?? "");
  if (!isFrontend || paths.has(FEDERATION_MANIFEST)) return { kind: "none" };
  const { entries, features } = findFrontendEntries(packageJson, paths);
  if (Object.keys(entries).length === 0) return { kind: "none" };
  return { kind: "remote", entries, features };
}

/** What export tools leave in the `package.json` of a package with a `node_modules` of its own. */
function bringsAll({
  bundleDependencies,
  bundledDependencies = bundleDependencies,
}: PackageJson): boolean {
  return Array.isArray(bundledDependencies)
    ? bundledDependencies.length > 0
    : bundledDependencies === true;
}

/** By its role; a package without one is a backend plugin where it builds on the backend contract. */
function isBackend(packageJson: PackageJson): boolean {
  const role = packageJson.backstage?.role;
  if (role !== undefined) return /^backend-plugin(?:-module)?$/.test(role);
  const contract = "@backstage/backend-plugin-api";
  return (
    packageJson.dependencies?.[contract] !== undefined ||
    packageJson.peerDependencies?.[contract] !== undefined
  );
}

function whyNot(
  { backstage }: PackageJson,
  paths: ReadonlySet<string>,
): string {
  const role = backstage?.role;
  if ([...paths].some((path) => path.startsWith("dist-scalprum/"))) {
    return "its frontend is built for Scalprum (dist-scalprum), not as a module federation remote (dist/mf-manifest.json)";
  }
  if (role?.startsWith("frontend-plugin")) {
    return "it is a frontend package with neither a federated remote (dist/mf-manifest.json) nor an entry that one could be built from";
  }
  if (role !== undefined) return `its backstage.role is ${role}`;
  return "it has no backstage.role, no backend contract and no dist/mf-manifest.json";
}

function hintFor({ backstage }: PackageJson): string {
  return backstage?.role?.startsWith("frontend-plugin")
    ? "Its package.json must name built JavaScript in `exports` or `main`. Use another release, or one that was exported with a module federation remote."
    : "Check the reference; perhaps the package with the suffix -dynamic was meant.";
}

function checkEntries(
  fetched: FetchedPlugin,
  packageJson: PackageJson,
  paths: ReadonlySet<string>,
): void {
  const missing = findMissingEntries(packageJson, paths);
  if (missing.length === 0) return;
  const inDevelopment = fetched.resolved.source.kind === "folder";
  throw verifyError("VERIFY_ENTRY_MISSING", fetched, {
    message: inDevelopment
      ? `${packageJson.name} isn't built: it has no ${missing.join(", ")}`
      : `${packageJson.name}@${packageJson.version} is a broken publish: its package.json names ${missing.join(", ")}, which the package doesn't have`,
    hint: inDevelopment
      ? "Build the plugin, then start again."
      : "Use another version; only its publisher can correct this one.",
  });
}

/** What the package expects to find around it: dependencies that aren't bundled in its own `node_modules`. */
function unbundledRanges(
  { dependencies, peerDependencies, peerDependenciesMeta }: PackageJson,
  paths: ReadonlySet<string>,
): Record<string, string> {
  const all = { ...dependencies, ...peerDependencies };
  return Object.fromEntries(
    Object.entries(all).filter(
      ([name]) =>
        !paths.has(`node_modules/${name}/package.json`) &&
        !peerDependenciesMeta?.[name]?.optional,
    ),
  );
}

/** Export tools compile a `config.d.ts` to JSON Schema; the file has one of two names. */
function findConfigSchema(
  { configSchema }: PackageJson,
  paths: ReadonlySet<string>,
): PackageFacts["configSchema"] {
  const compiled = ["dist/configSchema.json", "dist/.config-schema.json"];
  if (typeof configSchema === "object") return configSchema;
  const named = configSchema?.replace(/^\.\//, "");
  if (named?.endsWith(".json") && paths.has(named)) return named;
  const found = compiled.find((path) => paths.has(path));
  return found ?? (named && paths.has(named) ? named : undefined);
}

/** TypeScript, which has to be compiled first. */
function isSource(schema: PackageFacts["configSchema"]): boolean {
  return typeof schema === "string" && !schema.endsWith(".json");
}
