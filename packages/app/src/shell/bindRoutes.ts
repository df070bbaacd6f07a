import type { FrontendFeature } from "@backstage/frontend-plugin-api";
import type { CreateSpecializedAppOptions } from "@backstage/frontend-app-api";
import { findPlugin } from "../federation/pickFeatures.ts";
import type { BindingEnd, RouteBinding } from "../legacy/RouteBinding.ts";

type BindRoutes = NonNullable<CreateSpecializedAppOptions["bindRoutes"]>;

export interface BindRoutesOptions {
  /** Of two for the same route the first counts. */
  readonly bindings: readonly RouteBinding[];
  readonly features: readonly FrontendFeature[];
  /** Keys of `app.routes.bindings`, e.g. `todo.viewSource`. What the configuration says itself is left alone. */
  readonly configured: readonly string[];
}

/** Binds external routes of old plugins as far as the plugins at both ends are there. */
export function createBindRoutes(options: BindRoutesOptions): BindRoutes {
  const { bindings, features, configured } = options;
  const done = new Set(configured);
  const open = bindings.filter(({ from }) => {
    const key = `${from.pluginId}.${from.route}`;
    const isOpen = !done.has(key);
    done.add(key);
    return isOpen;
  });
  const lookUp = (kind: "routes" | "externalRoutes", end: BindingEnd) => {
    const plugin = findPlugin(features, end.pluginId);
    return (plugin?.[kind] as Readonly<Record<string, never>> | undefined)?.[
      end.route
    ];
  };
  return ({ bind }) => {
    for (const { from, to } of open) {
      const source = lookUp("externalRoutes", from);
      const target = lookUp("routes", to);
      if (source && target) bind({ route: source }, { route: target });
    }
  };
}
