import { createRequire } from "node:module";
import {
  type ServiceFactory,
  type ServiceRef,
  createServiceFactory,
} from "@backstage/backend-plugin-api";

/** One of upstream's service factories, named but not imported. */
export interface LazyService {
  readonly service: ServiceRef<unknown, "root" | "plugin">;
  /** The same as the real factory's: a test compares them. */
  readonly deps: Readonly<Record<string, ServiceRef<unknown>>>;
  readonly module: string;
  readonly name: string;
  readonly hasRootContext?: boolean;
  readonly initialization?: "always" | "lazy";
  /** Stands in for the service until it is used: `make` runs the real factory, its root context's part too. */
  readonly postpone?: (make: () => Promise<unknown>, deps: unknown) => unknown;
}

/** The part of a service factory that upstream's registry calls. */
interface RealFactory {
  createRootContext?(deps: unknown): Promise<unknown>;
  factory(deps: unknown, context: unknown): Promise<unknown>;
}

const hostRequire = createRequire(import.meta.url);

/** A factory whose module is required when the service is first asked for: most plugins use few services. */
export function lazyFactory(lazy: LazyService): ServiceFactory {
  const real = () =>
    (hostRequire(lazy.module) as Readonly<Record<string, RealFactory>>)[
      lazy.name
    ] as RealFactory;
  const createRootContext = (deps: unknown) => real().createRootContext?.(deps);
  const options = {
    service: lazy.service,
    deps: lazy.deps,
    ...(lazy.initialization && { initialization: lazy.initialization }),
    ...(lazy.hasRootContext && {
      createRootContext: lazy.postpone
        ? (deps: unknown) => once(() => createRootContext(deps))
        : createRootContext,
    }),
    factory: (deps: unknown, context: unknown) => {
      if (!lazy.postpone) return real().factory(deps, context);
      const make = async () =>
        real().factory(deps, await (context as () => unknown)());
      return lazy.postpone(make, deps);
    },
  };
  // The overloads infer each service's own types, which are unknown here; the test against upstream stands in for them.
  return createServiceFactory(
    options as unknown as Parameters<typeof createServiceFactory>[0],
  );
}

function once(make: () => unknown): () => unknown {
  let made: { readonly value: unknown } | undefined;
  return () => (made ??= { value: make() }).value;
}
