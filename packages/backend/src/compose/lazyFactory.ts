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
  const options = {
    service: lazy.service,
    deps: lazy.deps,
    ...(lazy.initialization && { initialization: lazy.initialization }),
    ...(lazy.hasRootContext && {
      createRootContext: (deps: unknown) => real().createRootContext?.(deps),
    }),
    factory: (deps: unknown, context: unknown) => real().factory(deps, context),
  };
  // The overloads infer each service's own types, which are unknown here; the test against upstream stands in for them.
  return createServiceFactory(
    options as unknown as Parameters<typeof createServiceFactory>[0],
  );
}
