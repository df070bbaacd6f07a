import type { FrontendFeature } from "@backstage/frontend-plugin-api";
import type { RemoteDescription } from "@flyloft/plugin-core";
import { AppError } from "../errors.ts";
import type { Federation } from "./createFederation.ts";
import { describeFault } from "./describeFault.ts";
import type { RemoteFault } from "./FaultLog.ts";
import {
  isFeature,
  mergeFeatures,
  pickFeatures,
  pluginIdOf,
} from "./pickFeatures.ts";
import { sortExposes } from "./sortExposes.ts";

const REMOTE_TIMEOUT_MS = 20_000;

/** What one remote brought. Features and faults may both be there: a remote has several modules. */
export interface LoadedRemote {
  readonly features: readonly FrontendFeature[];
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
    return { features: [], faults: [describeFault(remote, error)] };
  }
}

async function loadModules(
  federation: Federation,
  remote: RemoteDescription,
): Promise<LoadedRemote> {
  const results = await Promise.allSettled(
    sortExposes(remote.exposes).map((name) => federation.load(remote, name)),
  );
  const modules = results.flatMap((result) =>
    result.status === "fulfilled" ? [result.value] : [],
  );
  const faults = results.flatMap((result) =>
    result.status === "rejected" ? [describeFault(remote, result.reason)] : [],
  );
  if (modules.length === 0 && faults.length > 0) {
    return { features: [], faults: faults.slice(0, 1) };
  }
  const features = await featuresOf(remote, modules);
  for (const feature of features) refuseReserved(remote, feature);
  return { features, faults };
}

async function featuresOf(
  remote: RemoteDescription,
  modules: readonly object[],
): Promise<readonly FrontendFeature[]> {
  const features = mergeFeatures(modules.map(pickFeatures));
  if (features.length > 0) return features;
  const { convertLegacyRemote } = await import("./convertLegacyRemote.tsx");
  const converted = convertLegacyRemote(remote, modules).filter(isFeature);
  if (converted.length > 0) return converted;
  throw new AppError(
    "APP_REMOTE_NO_FEATURE",
    `${remote.packageName} exports nothing that Backstage's frontend can use.`,
    {
      plugin: remote.packageName,
      hint: "A plugin of Backstage's old frontend system needs its pages listed in dynamicPlugins.frontend.<plugin>.dynamicRoutes; a new one exports its plugin or module as default.",
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
