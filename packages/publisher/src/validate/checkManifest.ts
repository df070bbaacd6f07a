import {
  describeIssue,
  packageJsonSchema,
  parseFlyloft,
} from "@flyloft/installer/publishing";
import { objectOf, rangesOf, textOf } from "../source/Manifest.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";
import type { Findings } from "./Findings.ts";

const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"];
/** What only the publisher's own machine or workspace can resolve. */
const LOCAL_RANGE = /^(?:workspace|file|link|portal|patch|catalog|backstage):/;
const DEPENDENCIES = [
  "dependencies",
  "peerDependencies",
  "optionalDependencies",
] as const;

/** What else its `package.json` says. `published` is what will be inside the package. */
export function checkManifest(
  folder: PluginFolder,
  published: Readonly<Record<string, unknown>>,
  found: Findings,
): void {
  const parsed = packageJsonSchema.safeParse(published);
  // Name and version have been looked at by themselves.
  const isTold = found.all.some(({ severity }) => severity === "error");
  if (!parsed.success && !isTold) {
    found.error("PUBLISH_FIELD_INVALID", {
      message: describeIssue(parsed.error),
      hint: "Correct it in the package.json.",
      at: parsed.error.issues[0]?.path.map(String) ?? [],
    });
  }
  checkPermissions(folder, found);
  checkRanges(published, found);
  checkScripts(folder, found);
  checkProfile(folder, found);
}

function checkPermissions({ manifest }: PluginFolder, found: Findings): void {
  const parsed = parseFlyloft(manifest["flyloft"]);
  if (!("problem" in parsed)) return;
  const { code, message } = parsed.problem;
  const isScope = code === "VERIFY_SCOPE_UNKNOWN";
  found.error(isScope ? "PUBLISH_SCOPE_UNKNOWN" : "PUBLISH_FIELD_INVALID", {
    message: message.replace(/^package\.json: /, ""),
    hint: isScope
      ? "docs/permissions.md lists every scope. A plugin that asks for another isn't installed."
      : "flyloft takes title, category and permissions (required, optional).",
    at: ["flyloft", ...(isScope ? ["permissions"] : [])],
  });
}

function checkRanges(
  published: Readonly<Record<string, unknown>>,
  found: Findings,
): void {
  for (const field of DEPENDENCIES) {
    for (const [name, range] of Object.entries(rangesOf(published[field]))) {
      if (!LOCAL_RANGE.test(range)) continue;
      found.error("PUBLISH_RANGE_LOCAL", {
        message: `${field}.${name} is ${JSON.stringify(range)}, which means something in your workspace only`,
        hint: "Write a range of versions, such as ^1.2.0.",
        at: [field, name],
      });
    }
  }
}

function checkScripts({ manifest }: PluginFolder, found: Findings): void {
  const scripts = objectOf(manifest["scripts"]) ?? {};
  for (const name of INSTALL_SCRIPTS) {
    if (scripts[name] === undefined) continue;
    found.warn("PUBLISH_SCRIPT_REFUSED", {
      message: `the script ${name} is left out: portals run no scripts of packages`,
      hint: "Do at build time what it does, and pack the result.",
      at: ["scripts", name],
    });
  }
}

function checkProfile({ manifest }: PluginFolder, found: Findings): void {
  for (const field of ["description", "license"]) {
    if (textOf(manifest[field]) !== undefined) continue;
    found.warn("PUBLISH_FIELD_MISSING", {
      message: `it has no ${field}, which portals and registries show`,
      hint: `Add "${field}" to the package.json.`,
      at: [field],
    });
  }
  if (Array.isArray(manifest["files"])) return;
  found.warn("PUBLISH_FIELD_MISSING", {
    message: "it has no `files`, so that all of the folder is packed",
    hint: 'Add "files": ["dist"] to the package.json.',
    at: ["files"],
  });
}
