import { describeIssue } from "../describeIssue.ts";
import type { FetchedPlugin } from "../fetch/FetchedPlugin.ts";
import { FILES_FILE, MARKER_FILE } from "../store/StoredPackage.ts";
import { type PackageJson, packageJsonSchema } from "./packageJsonSchema.ts";
import { verifyError } from "./verifyError.ts";

/** The package's `package.json`, where there is one, it is valid and names what was asked for. */
export function checkManifest(fetched: FetchedPlugin): PackageJson {
  if (fetched.packageJson === undefined) {
    throw verifyError("VERIFY_MANIFEST_MISSING", fetched, {
      message: "there is no package.json at its root",
      hint: "A plugin package has its package.json at the root or in the single folder at the top.",
    });
  }
  const parsed = packageJsonSchema.safeParse(fetched.packageJson);
  if (!parsed.success) {
    throw verifyError("VERIFY_MANIFEST_INVALID", fetched, {
      message: `package.json: ${describeIssue(parsed.error)}`,
      hint: "Its publisher has to correct it.",
    });
  }
  refuseOwnNames(fetched);
  checkName(fetched, parsed.data);
  return parsed.data;
}

/** The store writes these two; a package must not bring a marker of its own making. */
function refuseOwnNames(fetched: FetchedPlugin): void {
  const own = fetched.files.find(
    ({ path }) => path === MARKER_FILE || path === FILES_FILE,
  );
  if (!own) return;
  throw verifyError("VERIFY_MANIFEST_INVALID", fetched, {
    message: `the file name ${own.path} is reserved`,
    hint: "Its publisher has to rename the file.",
  });
}

function checkName(fetched: FetchedPlugin, { name, version }: PackageJson) {
  const { source } = fetched.resolved;
  if (source.kind !== "npm") return;
  if (source.name === name && source.version === version) return;
  throw verifyError("VERIFY_NAME_MISMATCH", fetched, {
    message: `the registry's ${source.name}@${source.version} says it is ${name}@${version}`,
    hint: "Don't trust it; ask the registry's owner.",
  });
}
