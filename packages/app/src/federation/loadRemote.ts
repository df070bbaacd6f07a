import type { FrontendFeature } from "@backstage/frontend-plugin-api";
import type { RemoteDescription } from "@flyloft/plugin-core";
import { AppError } from "../errors.ts";
import type { RouteBinding } from "../legacy/RouteBinding.ts";
import type { Federation } from "./createFederation.ts";
import { describeFault } from "./describeFault.ts";
import type { RemoteFault } from "./FaultLog.ts";
import { mergeFeatures, pickFeatures, pluginIdOf } from "./pickFeatures.ts";
import { groupExposes } from "./groupExposes.ts";

const REMOTE_TIMEOUT_MS = 20_000;

/** What one remote brought. Features and faults may both be there: a remote has several modules. */
export interface LoadedRemote {
  readonly features: readonly FrontendFeature[];
  /** Where external routes of these features lead, unless the configuration says otherwise. */
  readonly bindings: readonly RouteBinding[];
  readonly faults: readonly RemoteFault[];
}

/** Never rejects: a remote that can't be loaded, throws, or never answers becomes a fault. */
export async function loadRemote(
  federation: Federation,
  remote: RemoteDescription,
): Promise<LoadedRemote> {
  try {
    return await withDeadline(loadModules(federation, remote));
  } catch (error) {
    return failedRemote(describeFault(remote, error));
  }
}

/** A remote of which nothing can be used. */
export function failedRemote(fault: RemoteFault): LoadedRemote {
  return { features: [], bindings: [], faults: [fault] };
}

async function loadModules(
  federation: Federation,
  remote: RemoteDescription,
): Promise<LoadedRemote> {
  const { modules, faults } = await loadUntilPlugin(federation, remote);
  if (modules.length === 0 && faults[0]) return failedRemote(faults[0]);
  const features = mergeFeatures(modules.map(pickFeatures));
  const loaded =
    features.length > 0
      ? { features, bindings: [], faults }
      : await convertModules(remote, modules);
  for (const feature of loaded.features) refuseReserved(remote, feature);
  return loaded;
}

/**
 * Loads the exposed modules. The one that is last to ask, where a package has its plugin in its old form, is left alone
 * where another brought the plugin in its new form.
 */
async function loadUntilPlugin(
  federation: Federation,
  remote: RemoteDescription,
) {
  const modules: object[] = [];
  const faults: RemoteFault[] = [];
  for (const names of groupExposes(remote.exposes)) {
    const results = await Promise.allSettled(
      names.map((name) => federation.load(remote, name)),
    );
    for (const result of results) {
      if (result.status === "fulfilled") modules.push(result.value);
      else faults.push(describeFault(remote, result.reason));
    }
    const features = modules.flatMap(pickFeatures);
    if (features.some((feature) => pluginIdOf(feature) !== undefined)) break;
  }
  return { modules, faults };
}

async function convertModules(
  remote: RemoteDescription,
  modules: readonly object[],
): Promise<LoadedRemote> {
  const { convertLegacyRemote } =
    await import("../legacy/convertLegacyRemote.ts");
  const { features, bindings, errors } = convertLegacyRemote(remote, modules);
  const faults = errors.map((error) => describeFault(remote, error));
  if (features.length > 0) return { features, bindings, faults };
  throw new AppError(
    "APP_REMOTE_NO_FEATURE",
    `${remote.packageName} exports nothing that Backstage's frontend can use.`,
    {
      plugin: remote.packageName,
      hint: "A new plugin exports itself or its module as default. One of Backstage's old frontend system exports a plugin, and components called *Page, Entity*Content or Entity*Card; others are put into the portal under dynamicPlugins.frontend.<plugin>.",
    },
  );
}

/** The shell itself is the plugin `app`. A plugin of that id would replace it; modules for `app` are welcome. */
function refuseReserved(
  remote: RemoteDescription,
  feature: FrontendFeature,
): void {
  if (pluginIdOf(feature) !== "app") return;
  throw new AppError(
    "APP_REMOTE_RESERVED_ID",
    `${remote.packageName} brings a plugin with the id 'app', which is the portal's own.`,
    {
      plugin: remote.packageName,
      hint: "To extend the portal's layout, themes or icons, a package exports a frontend module for 'app'.",
    },
  );
}

async function withDeadline(
  loading: Promise<LoadedRemote>,
): Promise<LoadedRemote> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Loading timed out after ${REMOTE_TIMEOUT_MS} ms.`));
    }, REMOTE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([loading, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
