import type { BuildRecord } from "../build/BuildRecord.ts";
import { type Manifest, objectOf } from "../source/Manifest.ts";

/** What `publishConfig` may say differently for the published package, as pnpm, Yarn and Backstage's tools have it. */
const REPLACEABLE = [
  "main",
  "module",
  "browser",
  "types",
  "typings",
  "exports",
  "typesVersions",
] as const;

/** What is for the publisher alone. */
const PRIVATE = ["devDependencies", "scripts", "workspaces", "publishConfig"];

/** The `package.json` inside the package. Pure. */
export function publishedManifest(
  manifest: Manifest,
  record: BuildRecord | undefined,
): Manifest {
  const published: Record<string, unknown> = { ...manifest };
  const overrides = objectOf(manifest["publishConfig"]) ?? {};
  for (const field of REPLACEABLE) {
    if (overrides[field] !== undefined) published[field] = overrides[field];
  }
  for (const field of PRIVATE) delete published[field];
  return record ? applyRecord(published, record) : published;
}

function applyRecord(
  manifest: Record<string, unknown>,
  { entries, bundled, configSchema, types }: BuildRecord,
): Manifest {
  const { exports } = manifest;
  const map = objectOf(exports);
  const hasMap = map && Object.keys(map).some((key) => key.startsWith("."));
  const built = Object.fromEntries(
    entries
      .filter(({ name }) => types[name] || !isBuilt(map?.[name]))
      .map(({ name, output }) => [
        name,
        types[name]
          ? { types: `./${types[name]}`, default: `./${output}` }
          : `./${output}`,
      ]),
  );
  const root = entries.find(({ name }) => name === ".");
  const dependencies = objectOf(manifest["dependencies"]);
  return {
    ...manifest,
    ...(root && !isBuilt(manifest["main"]) && { main: root.output }),
    ...(root && types["."] && { types: types["."] }),
    ...(exports !== undefined && {
      exports: isBuilt(exports) ? exports : { ...(hasMap && map), ...built },
    }),
    ...(dependencies && {
      dependencies: Object.fromEntries(
        Object.entries(dependencies).filter(
          ([name]) => !bundled.includes(name),
        ),
      ),
    }),
    ...(configSchema && { configSchema }),
  };
}

/** What the publisher wrote of built files is right or wrong as it is; a source is replaced. */
function isBuilt(target: unknown): boolean {
  return typeof target === "string" && /^(?:\.\/)?dist\//.test(target);
}
