import semver from "semver";
import { PLUGIN_ID } from "../create/pluginNames.ts";
import { objectOf, ROLES, textOf } from "../source/Manifest.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";
import type { Findings } from "./Findings.ts";

const NAME = /^(?:@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/;
const LONGEST_NAME = 214;
/** The portal itself is these; a module may extend them. */
const PORTAL_IDS = ["app", "auth", "catalog", "permission", "plugin-manager"];
/** Came with the portal; an administrator can disable them. */
const BUNDLED_IDS = ["header", "home", "links", "status"];

/** Who the package says it is: name, version, role, plugin. */
export function checkIdentity(folder: PluginFolder, found: Findings): void {
  const { manifest } = folder;
  checkName(textOf(manifest["name"]), found);
  checkVersion(textOf(manifest["version"]), found);
  const backstage = objectOf(manifest["backstage"]) ?? {};
  const role = textOf(backstage["role"]);
  checkRole(role, found);
  checkPluginId(textOf(backstage["pluginId"]), role, found);
  checkFamily(backstage["pluginPackages"], textOf(manifest["name"]), found);
}

function checkName(name: string | undefined, found: Findings): void {
  if (name === undefined) {
    return found.error("PUBLISH_FIELD_MISSING", {
      message: "it has no name",
      hint: 'Give it one: "name": "@acme/plugin-radar".',
      at: ["name"],
    });
  }
  if (NAME.test(name) && name.length <= LONGEST_NAME) return;
  found.error("PUBLISH_FIELD_INVALID", {
    message: `${JSON.stringify(name)} is no name that a registry takes`,
    hint: "Use lower case letters, digits, dashes and dots, after a scope if you have one.",
    at: ["name"],
  });
}

function checkVersion(version: string | undefined, found: Findings): void {
  if (version === undefined) {
    return found.error("PUBLISH_FIELD_MISSING", {
      message: "it has no version",
      hint: 'Give it one: "version": "1.0.0".',
      at: ["version"],
    });
  }
  // npm would take `v1.0.0` and call it `1.0.0`; others would not.
  if (semver.valid(version) === version.replace(/\+.*$/, "")) return;
  found.error("PUBLISH_VERSION_INVALID", {
    message: `${JSON.stringify(version)} is no version`,
    hint: "Use three numbers, as semantic versioning has them: 1.0.0, 1.1.0-beta.1.",
    at: ["version"],
  });
}

function checkRole(role: string | undefined, found: Findings): void {
  if (role !== undefined && Object.hasOwn(ROLES, role)) return;
  const known = Object.keys(ROLES).join(", ");
  found.error(
    role === undefined ? "PUBLISH_FIELD_MISSING" : "PUBLISH_ROLE_INVALID",
    {
      message:
        role === undefined
          ? "it has no backstage.role"
          : `the role ${JSON.stringify(role)} is not that of a plugin`,
      hint: `Use one of ${known}.`,
      at: ["backstage", "role"],
    },
  );
}

function checkPluginId(
  id: string | undefined,
  role: string | undefined,
  found: Findings,
): void {
  const at = ["backstage", "pluginId"];
  if (id === undefined) {
    return found.error("PUBLISH_FIELD_MISSING", {
      message: "it has no backstage.pluginId",
      hint: "Say the pluginId that its code has. A module says that of the plugin it extends.",
      at,
    });
  }
  if (!PLUGIN_ID.test(id)) {
    return found.error("PUBLISH_FIELD_INVALID", {
      message: `the plugin id ${JSON.stringify(id)} isn't in lower case with dashes`,
      hint: "Write it as Backstage does: cost-insights. It must be the pluginId that the code has.",
      at,
    });
  }
  if (role?.endsWith("-module")) return;
  if (PORTAL_IDS.includes(id)) {
    found.error("PUBLISH_ID_TAKEN", {
      message: `the plugin id '${id}' is the portal's own`,
      hint: "Choose another id. To extend that plugin, make a module for it.",
      at,
    });
  } else if (BUNDLED_IDS.includes(id)) {
    found.warn("PUBLISH_ID_TAKEN", {
      message: `portals come with a plugin that has the id '${id}'`,
      hint: "Yours runs only where an administrator disabled that one; choose another id unless you mean to replace it.",
      at,
    });
  }
}

function checkFamily(
  family: unknown,
  name: string | undefined,
  found: Findings,
): void {
  if (family === undefined) return;
  const at = ["backstage", "pluginPackages"];
  const isList =
    Array.isArray(family) && family.every((one) => typeof one === "string");
  if (!isList) {
    found.error("PUBLISH_FIELD_INVALID", {
      message: "backstage.pluginPackages is no list of package names",
      hint: "Name every package of the plugin, this one too.",
      at,
    });
  } else if (name !== undefined && !family.includes(name)) {
    found.warn("PUBLISH_FIELD_INVALID", {
      message: "backstage.pluginPackages doesn't name this package",
      hint: "Name every package of the plugin, this one too.",
      at,
    });
  }
}
