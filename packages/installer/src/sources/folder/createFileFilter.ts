export interface FileFilter {
  /** Whether anything below a folder can be part of the package. */
  enters(folder: string): boolean;
  takes(file: string): boolean;
}

const NEVER = /(?:^|\/)(?:\.git|\.npmrc|\.DS_Store|\.svn|\.hg|CVS)(?:\/|$)/;
const ALWAYS =
  /^(?:package\.json|flyloft-hashes\.json|(?:readme|licen[cs]e|notice)(?:\.[^/]*)?)$/i;
const BUNDLED_JUNK = /^node_modules\/(?:\.bin|\.cache|\.package-lock\.json)/;

/** The rules of `files` and `bundleDependencies` in a `package.json`. */
export function createFileFilter(manifest: unknown): FileFilter {
  const { files, bundleDependencies, bundledDependencies } = (manifest ??
    {}) as Record<string, unknown>;
  const bundles = isSet(bundleDependencies) || isSet(bundledDependencies);
  const listed = Array.isArray(files) ? files.filter(isText) : undefined;
  const wanted = listed?.filter((pattern) => !pattern.startsWith("!"));
  const unwanted = listed
    ?.filter((pattern) => pattern.startsWith("!"))
    .map((pattern) => toPattern(pattern.slice(1)));
  const patterns = wanted?.map(toPattern);

  const inBundle = (name: string) =>
    bundles && isInNodeModules(name) && !BUNDLED_JUNK.test(name);
  return {
    enters: (folder) =>
      !NEVER.test(folder) && (!isInNodeModules(folder) || inBundle(folder)),
    takes: (file) => {
      if (NEVER.test(file)) return false;
      if (isInNodeModules(file)) return inBundle(file);
      if (!patterns || ALWAYS.test(file)) return true;
      if (unwanted?.some((pattern) => pattern.test(file))) return false;
      return patterns.some((pattern) => pattern.test(file));
    },
  };
}

function isInNodeModules(name: string): boolean {
  return name === "node_modules" || name.startsWith("node_modules/");
}

/** A glob of `files`: it matches the path itself and, where that is a folder, everything below. */
function toPattern(glob: string): RegExp {
  const clean = glob.replace(/^\.?\//, "").replace(/\/+$/, "");
  if (clean === "" || clean === ".") return /^/;
  const source = clean.replace(
    /\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g,
    (token) => GLOB_TOKENS[token] ?? `\\${token}`,
  );
  return new RegExp(`^${source}(?:/|$)`);
}

const GLOB_TOKENS: Record<string, string> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};

function isSet(value: unknown): boolean {
  return value === true || (Array.isArray(value) && value.length > 0);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
