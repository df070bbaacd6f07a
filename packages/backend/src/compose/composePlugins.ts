import {
  type ServiceFactory,
  type ServiceRef,
  createServiceFactory,
  createServiceRef,
} from "@backstage/backend-plugin-api";
import { BackendError } from "../errors.ts";
import type { LoadedPlugin } from "../load/LoadedPlugin.ts";
import { withDeadline } from "../withDeadline.ts";
import { createServiceFactories } from "./createServiceFactories.ts";
import {
  type Expanded,
  type ResolveServices,
  expandFeatures,
} from "./expandFeatures.ts";
import { groupUnits } from "./groupUnits.ts";
import type { RootServices, RouteTable } from "./RootServices.ts";
import { SharedFactories } from "./SharedFactories.ts";
import { startUnit } from "./startUnit.ts";
import type { Member, SuppliedService, Unit } from "./Unit.ts";

/** What the composition tells while it goes on. It never steers it. */
export interface CompositionListener {
  /** `units` units decide about the package. */
  onMember(source: string, pluginId: string, units: number): void;
  onStarted(source: string): void;
  onFailed(source: string, error: BackendError): void;
}

export interface CompositionOptions {
  readonly plugins: readonly LoadedPlugin[];
  readonly root: RootServices;
  /** Milliseconds that each unit may take to start. */
  readonly deadlineMs: number;
  readonly listener: CompositionListener;
}

export interface Composition {
  /** Settles when every unit started, failed, or was given up at the deadline. Never rejects. */
  readonly settled: Promise<void>;
  /** Stops all units in reverse order. */
  stop(): Promise<void>;
}

/** Connects features to services and starts all units at once. One that fails leaves the others alone. */
export async function composePlugins(
  options: CompositionOptions,
): Promise<Composition> {
  const shared = new SharedFactories();
  const { members, services } = await expandAll(options, shared);
  const supplied = await tryServices(services, options, shared);
  const { units, refusals } = groupUnits(members);
  for (const { source, error } of refusals) {
    options.listener.onFailed(source, error);
  }
  announce(units, options.listener);
  for (const { source } of services) options.listener.onStarted(source);
  const stops: (() => Promise<void>)[] = [];
  const starts = units.map(async (unit) => {
    stops.push(await runUnit(unit, { ...options, shared, supplied }));
  });
  return {
    settled: Promise.all(starts).then(() => undefined),
    async stop() {
      await Promise.allSettled(stops.reverse().map((stop) => stop()));
    },
  };
}

async function expandAll(
  { plugins, root, listener, deadlineMs }: CompositionOptions,
  shared: SharedFactories,
): Promise<Expanded> {
  const members: Member[] = [];
  const services: SuppliedService[] = [];
  const resolve = resolveWith(root, shared, deadlineMs);
  for (const plugin of plugins) {
    try {
      const expanded = await withDeadline(
        expandFeatures(plugin, resolve),
        deadlineMs,
        () => loaderLate(plugin.source, deadlineMs),
      );
      members.push(...expanded.members);
      services.push(...expanded.services);
    } catch (error) {
      listener.onFailed(plugin.source, error as BackendError);
    }
  }
  return { members, services };
}

function loaderLate(source: string, deadlineMs: number): BackendError {
  return new BackendError(
    "COMPOSE_DEADLINE",
    `A feature loader of ${source} did not end within ${deadlineMs / 1000} s.`,
    {
      hint: "It waits for something that doesn't answer. Raise backend.startup.deadline if it only needs longer.",
      plugin: source,
    },
  );
}

function announce(units: readonly Unit[], listener: CompositionListener): void {
  const counts = new Map<string, Set<string>>();
  for (const { pluginId, members } of units) {
    for (const { source } of members) {
      counts.set(source, (counts.get(source) ?? new Set()).add(pluginId));
    }
  }
  for (const [source, pluginIds] of counts) {
    listener.onMember(source, [...pluginIds][0] ?? "", pluginIds.size);
  }
}

interface RunOptions extends CompositionOptions {
  readonly shared: SharedFactories;
  readonly supplied: readonly ServiceFactory[];
}

async function runUnit(
  unit: Unit,
  { root, shared, supplied, deadlineMs, listener }: RunOptions,
): Promise<() => Promise<void>> {
  const routes = new UnitRoutes(root.routes);
  const started = await startUnit(unit, {
    defaults: createServiceFactories(root, routes, shared),
    supplied,
    deadlineMs,
  });
  if (!started.running) routes.dispose();
  for (const source of new Set(unit.members.map((member) => member.source))) {
    const error = started.failures.get(source);
    if (error) listener.onFailed(source, error);
    else listener.onStarted(source);
  }
  return () => started.stop();
}

/** The routes of one unit, so that those of a failed one can be taken out, also ones that it adds afterwards. */
class UnitRoutes implements RouteTable {
  readonly #table: RouteTable;
  readonly #disposers: (() => void)[] = [];
  #disposed = false;

  constructor(table: RouteTable) {
    this.#table = table;
  }

  mount(...args: Parameters<RouteTable["mount"]>): () => void {
    if (this.#disposed) return () => undefined;
    const dispose = this.#table.mount(...args);
    this.#disposers.push(dispose);
    return dispose;
  }

  dispose(): void {
    this.#disposed = true;
    for (const dispose of this.#disposers.reverse()) dispose();
  }
}

/**
 * A root service that throws would take every unit with it, since each unit makes all of them at its start. So those
 * that packages supply are made once on their own; what fails stays out.
 */
async function tryServices(
  services: readonly SuppliedService[],
  { root, listener, deadlineMs }: CompositionOptions,
  shared: SharedFactories,
): Promise<readonly ServiceFactory[]> {
  const usable: ServiceFactory[] = [];
  for (const { source, factory } of services) {
    const feature = shared.share(factory);
    const pluginId = `service ${factory.service.id}`;
    const member = { source, pluginId, moduleId: undefined, feature };
    const routes = new UnitRoutes(root.routes);
    const trial = await startUnit(
      { pluginId, members: [member] },
      {
        defaults: createServiceFactories(root, routes, shared),
        supplied: [],
        deadlineMs,
      },
    );
    const error = trial.failures.get(source);
    if (error) routes.dispose();
    if (error) listener.onFailed(source, error);
    else usable.push(feature);
  }
  return usable;
}

/** Feature loaders may ask for root services. A backend of one service, which asks for the same, gets them. */
function resolveWith(
  root: RootServices,
  shared: SharedFactories,
  deadlineMs: number,
): ResolveServices {
  return async (deps) => {
    if (Object.keys(deps).length === 0) return {};
    let resolved: object = {};
    const asking = createServiceFactory({
      service: createServiceRef<object>({
        id: "flyloft.asking",
        scope: "root",
      }),
      deps: deps as Readonly<Record<string, ServiceRef<unknown, "root">>>,
      initialization: "always",
      factory: (found) => {
        resolved = found;
        return found;
      },
    });
    const routes = new UnitRoutes(root.routes);
    const defaults = createServiceFactories(root, routes, shared);
    const pluginId = "feature loader";
    const member = {
      source: pluginId,
      pluginId,
      moduleId: undefined,
      feature: asking,
    };
    const { failures } = await startUnit(
      { pluginId, members: [member] },
      { defaults, supplied: [], deadlineMs },
    );
    for (const error of failures.values()) throw error;
    return resolved;
  };
}
