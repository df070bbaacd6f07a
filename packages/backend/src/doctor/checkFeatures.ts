import { readFile } from "node:fs/promises";
import path from "node:path";
import { type InstalledPlugin, PluginStore } from "@flyloft/installer";
import { type DoctorCheck, passed } from "./Diagnosis.ts";
import { listExports } from "./listExports.ts";

interface FrontendPackage {
  readonly backstage?: { readonly features?: Readonly<Record<string, string>> };
  readonly module?: unknown;
  readonly main?: unknown;
}

const FEATURE = /^@backstage\/Frontend(?:Plugin|Module)$/;

/** What the app makes of a frontend: features of the new system, or parts of the old one that it can convert. */
export async function checkFeatures(
  { dir, facts, madeOf }: InstalledPlugin,
  store: string,
): Promise<readonly DoctorCheck[]> {
  if (!facts.frontend) return [];
  // A remote that was built says nothing of the package's own modules.
  const published =
    madeOf === undefined ? dir : new PluginStore(store).packageDir(madeOf);
  const text = await readFile(path.join(published, "package.json"), "utf8");
  const manifest = JSON.parse(text) as FrontendPackage;
  const features = findFeatures(
    manifest,
    facts.frontend.exposes.map(({ name }) => name),
  );
  if (features.length > 0) {
    const where = features.join(", ");
    return [passed("compose", `has features of the new system in ${where}`)];
  }
  const exports = await listExports(published, manifest);
  return exports.length > 0 ? [describeOld(facts.name, exports)] : [];
}

function findFeatures(
  { backstage }: FrontendPackage,
  exposes: readonly string[],
): readonly string[] {
  const told = Object.entries(backstage?.features ?? {});
  if (told.length === 0) return exposes.filter((name) => name === "./alpha");
  return told.filter(([, type]) => FEATURE.test(type)).map(([name]) => name);
}

/** The convention that the app converts by, which knows of the components what their names alone don't tell. */
function describeOld(name: string, exports: readonly string[]): DoctorCheck {
  const parts = [
    ...say("page", exports, /^[A-Z]\w*Page$/),
    ...say("entity tab", exports, /^Entity\w*Content$/),
    ...say("entity card", exports, /^Entity\w*Card$/),
  ];
  if (parts.length > 0) {
    return {
      id: "compose",
      state: "info",
      message: `is of the old frontend system, and converted by names: ${parts.join("; ")}`,
      code: undefined,
      hint: `To choose yourself, list its parts under dynamicPlugins.frontend.${name}.`,
    };
  }
  return {
    id: "compose",
    state: "warning",
    message: `is of the old frontend system, and none of its exports is called …Page, Entity…Content or Entity…Card: ${exports.join(", ")}`,
    code: undefined,
    hint: `List its pages and cards under dynamicPlugins.frontend.${name}.`,
  };
}

function say(
  what: string,
  exports: readonly string[],
  pattern: RegExp,
): readonly string[] {
  const names = exports.filter((name) => pattern.test(name));
  return names.length > 0 ? [`${what} ${names.join(", ")}`] : [];
}
