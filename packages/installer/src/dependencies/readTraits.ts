import type { FetchedPlugin } from "../fetch/FetchedPlugin.ts";
import type { PackageTraits } from "../store/LinkStore.ts";
import { cleanRanges } from "./SlimPackument.ts";

/** npm runs these, in this order, when it installs a package from a registry. */
const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"];

/** What has to be known of a dependency, from its own files: what a registry tells of it may be something else. */
export function readTraits({
  packageJson,
  files,
}: Pick<FetchedPlugin, "packageJson" | "files">): PackageTraits {
  const json = (packageJson ?? {}) as Readonly<Record<string, unknown>>;
  const scripts = (json["scripts"] ?? {}) as Readonly<Record<string, unknown>>;
  const paths = new Set(files.map(({ path }) => path));
  const native = files.find(
    ({ path }) => path === "binding.gyp" || path.endsWith(".node"),
  );
  const asks = new Set(
    ["dependencies", "optionalDependencies", "peerDependencies"].flatMap(
      (field) => Object.keys(cleanRanges(json[field])),
    ),
  );
  return {
    asks: [...asks].filter(
      (name) => !paths.has(`node_modules/${name}/package.json`),
    ),
    installScript: INSTALL_SCRIPTS.find((name) => scripts[name]),
    nativeFile: native?.path,
    hasConfigSchema: json["configSchema"] !== undefined,
  };
}
