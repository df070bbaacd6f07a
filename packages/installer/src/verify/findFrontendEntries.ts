import { exportTarget } from "./exportTarget.ts";
import type { PackageJson } from "./packageJsonSchema.ts";
import type { Completion } from "./PackageFacts.ts";

export type FrontendEntries = Pick<
  Completion & { readonly kind: "remote" },
  "entries" | "features"
>;

/** What a bundler for browsers goes by. */
const CONDITIONS = new Set([
  "browser",
  "module",
  "import",
  "production",
  "default",
]);
const FEATURE = /^@backstage\/Frontend(?:Plugin|Module)$/;
const SCRIPT = /(?<!\.d)\.[cm]?[jt]sx?$/;

/**
 * The modules of a frontend package that a remote is to expose: its exports that are code and are there; `main` or `module`
 * and `./alpha` of a package without `exports`. Empty where there are none.
 */
export function findFrontendEntries(
  packageJson: Pick<PackageJson, "main" | "module" | "exports" | "backstage">,
  paths: ReadonlySet<string>,
): FrontendEntries {
  const promised = packageJson.exports
    ? listExports(packageJson.exports)
    : listMains(packageJson, paths);
  const found = promised.flatMap(([name, target]) => {
    const file = target?.replace(/^\.\//, "");
    return file && paths.has(file) && SCRIPT.test(file)
      ? [[name, `./${file}`] as const]
      : [];
  });
  const entries = Object.fromEntries(found);
  return { entries, features: findFeatures(packageJson, entries) };
}

type Promised = readonly [name: string, target: string | undefined];

function listExports(exports: unknown): readonly Promised[] {
  const isMap =
    typeof exports === "object" && exports !== null && !Array.isArray(exports);
  const keys = isMap ? Object.keys(exports) : [];
  if (!keys.some((key) => key.startsWith("."))) {
    return [[".", exportTarget(exports, CONDITIONS)]];
  }
  return Object.entries(exports as object)
    .filter(([name]) => !name.includes("*"))
    .map(([name, target]) => [name, exportTarget(target, CONDITIONS)]);
}

/** Before packages had `exports`, Backstage's tools put `./alpha` in a folder of that name, beside the code in `dist`. */
function listMains(
  { main, module }: Pick<PackageJson, "main" | "module">,
  paths: ReadonlySet<string>,
): readonly Promised[] {
  const entry = module ?? main ?? "index.js";
  const alpha = paths.has("alpha/package.json")
    ? "dist/alpha.esm.js"
    : undefined;
  return [
    [".", paths.has(entry.replace(/^\.\//, "")) ? entry : `${entry}.js`],
    ["./alpha", alpha],
  ];
}

function findFeatures(
  { backstage }: Pick<PackageJson, "backstage">,
  entries: Readonly<Record<string, string>>,
): readonly string[] {
  const names = Object.keys(entries);
  const told = names.filter((name) =>
    FEATURE.test(backstage?.features?.[name] ?? ""),
  );
  return told.length > 0 || backstage?.features
    ? told
    : names.filter((name) => name === "./alpha");
}
