import {
  type ServiceFactory,
  type ServiceRef,
  createServiceFactory,
  createServiceRef,
} from "@backstage/backend-plugin-api";
import { BackendError } from "../errors.ts";
import type { LoadedPlugin } from "../load/LoadedPlugin.ts";
import {
  createDeadline,
  type Deadline,
  withDeadline,
} from "../withDeadline.ts";
import { createServiceFactories } from "./createServiceFactories.ts";
import {
  type Expanded,
  type ResolveServices,
  expandFeatures,
} from "./expandFeatures.ts";
import { groupUnits } from "./groupUnits.ts";
import type { RootServices } from "./RootServices.ts";
import { SharedFactories } from "./SharedFactories.ts";
import { startAllowed, startUnit } from "./startUnit.ts";
import type { Member, SuppliedService, Unit } from "./Unit.ts";
import { type RouteOwner, UnitRoutes } from "./UnitRoutes.ts";

/** What the composition tells while it goes on. It never steers it. */
export interface CompositionListener {
  /** `units` units decide about the package. */
  onMember(source: string, pluginId: string, units: number): void;
  /** `ms` is what the plugin took for its start; undefined for what isn't started. */
  onStarted(source: string, ms?: number): void;
  onFailed(source: string, error: BackendError): void;
}

export interface CompositionOptions {
  readonly plugins: readonly LoadedPlugin[];
  readonly root: RootServices;
  /** Milliseconds that each unit may take to start. */
  readonly deadlineMs: number;
  readonly listener: CompositionListener;
  /** Packages that must not start, with the reason. */
  readonly refusals: ReadonlyMap<string, BackendError>;
  /** One unit after the other, with `onTurn` before each. All at once where left out. */
  readonly onTurn?: ((source: string) => void) | undefined;
}

export interface Composition {
  /** What the packages consist of. */
  readonly members: readonly Member[];
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
  const { arrivals } = options.root;
  const { units, refusals } = groupUnits(members, (id) => arrivals.ownerOf(id));
  arrivals.group(units.map(ownerOf));
  for (const { source, error } of refusals) {
    options.listener.onFailed(source, error);
  }
  announce(units, options.listener);
  for (const { source } of services) options.listener.onStarted(source);
  const stops: (() => Promise<void>)[] = [];
  const deadline = createDeadline(options.deadlineMs);
  let turn: Promise<unknown> = Promise.resolve();
  const starts = units.map(async (unit) => {
    const run = () => runUnit(unit, { ...options, shared, supplied, deadline });
    const started = options.onTurn ? turn.then(run) : run();
    turn = started;
    stops.push(await started);
  });
  return {
    members,
    settled: Promise.all(starts).then(() => deadline.cancel()),
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
  /** Of all units that start at once. */
  readonly deadline: Deadline;
}

async function runUnit(
  unit: Unit,
  options: RunOptions,
): Promise<() => Promise<void>> {
  const { root, shared, supplied, deadlineMs, listener, onTurn } = options;
  const { arrivals } = root;
  const owner = ownerOf(unit);
  const { pluginId, source: plugin } = owner;
  onTurn?.(plugin);
  const routes = new UnitRoutes(root, owner);
  const begin = performance.now();
  const started = await startAllowed(unit, options.refusals, {
    defaults: createServiceFactories(root, { routes, source: plugin }, shared),
    supplied,
    deadline: onTurn ? createDeadline(deadlineMs) : options.deadline,
    waitsFor: () => arrivals.waitsOf(pluginId),
  });
  if (!started.running) routes.dispose();
  arrivals.settle(pluginId, started.running ? "running" : "failed");
  for (const source of new Set(unit.members.map((member) => member.source))) {
    const error = started.failures.get(source);
    if (error) listener.onFailed(source, error);
    else listener.onStarted(source, performance.now() - begin);
  }
  return () => started.stop();
}

function ownerOf({ pluginId, members }: Unit): RouteOwner {
  return { pluginId, source: members[0]?.source ?? pluginId };
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
    const routes = new UnitRoutes(root, { source, pluginId });
    const deadline = createDeadline(deadlineMs);
    const trial = await startUnit(
      { pluginId, members: [member] },
      {
        defaults: createServiceFactories(root, { routes, source }, shared),
        supplied: [],
        deadline,
      },
    );
    deadline.cancel();
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
    const source = "feature loader";
    const pluginId = source;
    const routes = new UnitRoutes(root, { source, pluginId });
    const defaults = createServiceFactories(root, { routes, source }, shared);
    const member = {
      source,
      pluginId,
      moduleId: undefined,
      feature: asking,
    };
    const deadline = createDeadline(deadlineMs);
    const { failures } = await startUnit(
      { pluginId, members: [member] },
      { defaults, supplied: [], deadline },
    );
    deadline.cancel();
    for (const error of failures.values()) throw error;
    return resolved;
  };
}
