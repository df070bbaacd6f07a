import type { InstalledPlugin } from "@flyloft/installer";
import type { ErrorReport } from "@flyloft/plugin-core";
import type { Inventory } from "../supervisor/Inventory.ts";
import {
  type DoctorCheck,
  failedCheck,
  passed,
  warningCheck,
} from "./Diagnosis.ts";
import type { Trial } from "./runTrial.ts";

/** What the trial says of the package, and of those that it was tried with. */
export function checkBackend(
  examined: InstalledPlugin,
  /** The package whose plugin it extends, where it is a module and tells. */
  extended: string | undefined,
  trial: Trial,
): readonly DoctorCheck[] {
  const { prepared, error } = trial;
  if (!prepared) return error ? [failedCheck(error)] : [];
  const { name } = examined.facts;
  const failures = prepared.plugins.flatMap(({ name: plugin, status }) =>
    status.state === "failed" || status.state === "restarting"
      ? [{ plugin, reason: status.reason }]
      : [],
  );
  const own = failures.find(({ plugin }) => plugin === name);
  const others = failures.filter(({ plugin }) => plugin !== name);
  const known = new Set(examined.warnings.map(({ message }) => message));
  const warnings = prepared.plugins
    .filter((report) => report.name === name)
    .flatMap((report) => report.warnings)
    .filter(({ message }) => !known.has(message));
  return [
    ...describeLoad(name, prepared.inventory),
    ...(own
      ? [failedCheck(adviseCompanion(own.reason, extended))]
      : describeStart(name, prepared.inventory)),
    ...others.map(({ reason }) => failedCheck(reason)),
    ...Object.values(prepared.staticFailures).map(failedCheck),
    ...warnings.map(warningCheck),
  ];
}

/** A module alone is no fault of the module's. */
function adviseCompanion(
  reason: ErrorReport,
  extended: string | undefined,
): ErrorReport {
  if (reason.code !== "COMPOSE_PLUGIN_MISSING" || !extended) return reason;
  const hint = `It extends ${extended}: examine it with that plugin, --with ${extended}, and configure both.`;
  return { ...reason, hint };
}

function describeLoad(
  name: string,
  inventory: Inventory | undefined,
): readonly DoctorCheck[] {
  const what = featuresOf(name, inventory).map(({ pluginId, moduleId }) =>
    moduleId === undefined
      ? `plugin '${pluginId}'`
      : `module '${moduleId}' of '${pluginId}'`,
  );
  return what.length > 0 ? [passed("load", `it is ${what.join(", ")}`)] : [];
}

function describeStart(
  name: string,
  inventory: Inventory | undefined,
): readonly DoctorCheck[] {
  const features = featuresOf(name, inventory);
  const uses = new Set(features.flatMap((feature) => feature.uses));
  const ids = features
    .filter(({ moduleId }) => moduleId === undefined)
    .map(({ pluginId }) => `/api/${pluginId}`.toLowerCase());
  const routes = (inventory?.routes ?? []).filter((route) =>
    ids.includes(route.toLowerCase()),
  );
  return [
    passed(
      "compose",
      uses.size > 0 ? `started; it extends ${[...uses].join(", ")}` : "started",
    ),
    ...(routes.length > 0
      ? [passed("serve", `answers ${routes.join(", ")}`)]
      : []),
  ];
}

function featuresOf(name: string, inventory: Inventory | undefined) {
  return (inventory?.features ?? []).filter(({ source }) => source === name);
}
