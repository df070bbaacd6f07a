import {
  type BackendFeature,
  type ServiceFactory,
  type ServiceRef,
} from "@backstage/backend-plugin-api";
import { BackendError } from "../errors.ts";
import type { LoadedPlugin } from "../load/LoadedPlugin.ts";
import { pickFeatures } from "../load/pickFeatures.ts";
import type { Member, SuppliedService } from "./Unit.ts";

/** The fields of a feature that upstream's kernel reads, by kind. */
interface FeatureFields {
  readonly featureType?: "registrations" | "service" | "loader";
  readonly service?: unknown;
  readonly getRegistrations?: () => readonly Registration[];
  readonly deps?: Readonly<Record<string, ServiceRef<unknown>>>;
  readonly loader?: (deps: object) => unknown;
}

interface Registration {
  readonly pluginId: string;
  readonly moduleId?: string;
}

export interface Expanded {
  readonly members: readonly Member[];
  readonly services: readonly SuppliedService[];
}

/** Gives the root services that a feature loader asks for. */
export type ResolveServices = (
  deps: Readonly<Record<string, ServiceRef<unknown>>>,
) => Promise<object>;

/**
 * Asks a package's features what they are: plugins and modules, services for all, and what feature loaders load.
 *
 * @throws BackendError `COMPOSE_REGISTER_FAILED` where one of them throws
 */
export async function expandFeatures(
  plugin: LoadedPlugin,
  resolve: ResolveServices,
): Promise<Expanded> {
  try {
    return await expand(plugin, resolve);
  } catch (cause) {
    throw new BackendError(
      "COMPOSE_REGISTER_FAILED",
      `${plugin.source} threw while it said what it consists of: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: "This is an error inside the package. Try another version of it, or ask its publisher.",
        plugin: plugin.source,
        cause,
      },
    );
  }
}

async function expand(
  { source, features }: LoadedPlugin,
  resolve: ResolveServices,
): Promise<Expanded> {
  const members: Member[] = [];
  const services: SuppliedService[] = [];
  for (const feature of features) {
    const fields = feature as unknown as FeatureFields;
    if (fields.featureType === "service" || fields.service !== undefined) {
      services.push({ source, factory: feature as ServiceFactory });
    } else if (fields.loader) {
      const loaded = await runLoader(fields, resolve);
      const nested = await expand({ source, features: loaded }, resolve);
      members.push(...nested.members);
      services.push(...nested.services);
    } else {
      members.push(...membersOf(source, feature));
    }
  }
  return { members, services };
}

async function runLoader(
  { deps = {}, loader }: FeatureFields,
  resolve: ResolveServices,
): Promise<readonly BackendFeature[]> {
  const loaded = await loader?.(await resolve(deps));
  const picked = pickFeatures({ default: loaded });
  return picked.kind === "features" ? picked.features : [];
}

function membersOf(source: string, feature: BackendFeature): Member[] {
  const { getRegistrations } = feature as unknown as FeatureFields;
  const [registration] = getRegistrations?.() ?? [];
  if (!registration) return [];
  const { pluginId, moduleId } = registration;
  return [{ source, pluginId, moduleId, feature }];
}
