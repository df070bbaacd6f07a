import type { ServiceFactory } from "@backstage/backend-plugin-api";

/** The parts of a factory that hold state beyond one plugin. */
interface StatefulFactory {
  readonly service: { readonly id: string; readonly scope: "root" | "plugin" };
  readonly createRootContext?: (deps: unknown) => unknown;
  readonly factory: (deps: unknown, context: unknown) => unknown;
}

/**
 * Makes what one backend would have once exist once over all units, though each unit is a backend of its own: the
 * instance of a root service, and the root context of a plugin service (the events bus, the cache's connection).
 */
export class SharedFactories {
  readonly #made = new Map<unknown, unknown>();

  share(shared: ServiceFactory): ServiceFactory {
    const original = shared as unknown as StatefulFactory;
    const { service, createRootContext, factory } = original;
    const once = (make: () => unknown) => {
      if (!this.#made.has(shared)) this.#made.set(shared, make());
      return this.#made.get(shared);
    };
    return {
      ...original,
      ...(createRootContext && {
        createRootContext: (deps: unknown) =>
          once(() => createRootContext(deps)),
      }),
      ...(service.scope === "root" && {
        factory: (deps: unknown, context: unknown) =>
          once(() => factory(deps, context)),
      }),
    } as unknown as ServiceFactory;
  }
}
