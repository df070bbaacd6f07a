import {
  type BackstagePlugin,
  getComponentData,
  type RouteRef as LegacyRouteRef,
} from "@backstage/core-plugin-api";
import { type ComponentType, createElement } from "react";
import type { ExportFacts } from "./guessPlan.ts";

/** A component of a package, with what Backstage's old frontend system attached to it. */
export interface LegacyComponent {
  readonly Component: ComponentType;
  /** Set where it is a routable extension. */
  readonly mountPoint: LegacyRouteRef | undefined;
  readonly plugin: BackstagePlugin | undefined;
}

/** What the modules of a remote export, each name once. */
export class LegacyExports {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly plugins: readonly BackstagePlugin[];

  constructor(modules: readonly object[]) {
    const entries = modules.flatMap((module) => Object.entries(module));
    this.#values = new Map(entries.reverse());
    this.plugins = [...new Set(entries.map(([, value]) => value))]
      .reverse()
      .filter(isPlugin);
  }

  get names(): readonly string[] {
    return [...this.#values.keys()].sort();
  }

  get(name: string): unknown {
    return this.#values.get(name);
  }

  /** The component of this name; undefined where the name isn't exported, or is something else. */
  component(name: string): LegacyComponent | undefined {
    const value = this.#values.get(name);
    if (!isComponent(value)) return undefined;
    const element = createElement(value);
    return {
      Component: value,
      mountPoint: getComponentData(element, "core.mountPoint"),
      plugin: getComponentData(element, "core.plugin"),
    };
  }

  /** What the naming convention needs to know of each. */
  describe(): readonly ExportFacts[] {
    return this.names.map((name) => {
      const component = this.component(name);
      const mountPoint = component?.mountPoint;
      if (!mountPoint) return { name, isComponent: component !== undefined };
      const routes = Object.entries(component.plugin?.routes ?? {});
      const key = routes.find(([, route]) => route === mountPoint)?.[0];
      const params: readonly string[] = mountPoint.params;
      return { name, isComponent: true, route: { key, params } };
    });
  }
}

function isComponent(value: unknown): value is ComponentType {
  if (typeof value === "function") return true;
  return typeof value === "object" && value !== null && "$$typeof" in value;
}

function isPlugin(value: unknown): value is BackstagePlugin {
  if (typeof value !== "object" || value === null) return false;
  const { getId, getApis, provide } = value as Partial<
    Record<keyof BackstagePlugin, unknown>
  >;
  return [getId, getApis, provide].every(
    (method) => typeof method === "function",
  );
}
