import {
  type Backend,
  type BackendStartupResult,
  createSpecializedBackend,
} from "@backstage/backend-app-api";
import type { ServiceFactory } from "@backstage/backend-plugin-api";
import { BackendError } from "../errors.ts";
import { beforeDeadline, type Deadline } from "../withDeadline.ts";
import type { Member, Unit } from "./Unit.ts";

export interface UnitOptions {
  /** Upstream's services, and those that packages supply. */
  readonly defaults: ServiceFactory[];
  readonly supplied: readonly ServiceFactory[];
  readonly deadline: Deadline;
  /** Ids of plugins whose answers the unit waits for. */
  readonly waitsFor?: () => readonly string[];
}

export interface StartedUnit {
  /** Why members failed, by source. Without the plugin's own source among them the unit runs. */
  readonly failures: ReadonlyMap<string, BackendError>;
  readonly running: boolean;
  /** Runs the members' shutdown hooks. Resolves at once for a unit that doesn't run. */
  stop(): Promise<void>;
}

/** Starts a unit without its refused modules; not at all where its plugin is refused. */
export async function startAllowed(
  unit: Unit,
  refusals: ReadonlyMap<string, BackendError>,
  options: UnitOptions,
): Promise<StartedUnit> {
  const [owner] = unit.members;
  const refusal = owner && refusals.get(owner.source);
  if (refusal) return refuseUnit(unit, refusal);
  const isAllowed = ({ source }: Member) => !refusals.has(source);
  const members = unit.members.filter(isAllowed);
  const started = await startUnit({ ...unit, members }, options);
  const failures = new Map(started.failures);
  for (const { source } of unit.members) {
    const refusal = refusals.get(source);
    if (refusal) failures.set(source, refusal);
  }
  return { ...started, failures };
}

function refuseUnit(unit: Unit, refusal: BackendError): StartedUnit {
  const failures = new Map(
    unit.members.map(({ source }) => [source, pluginFailed(unit, source)]),
  );
  failures.set(unit.members[0]?.source ?? "", refusal);
  return { failures, running: false, stop: () => Promise.resolve() };
}

/** Starts a plugin with its modules in a backend of their own. Never throws for what a member does. */
export async function startUnit(
  unit: Unit,
  { defaults, supplied, deadline, waitsFor }: UnitOptions,
): Promise<StartedUnit> {
  const backend = createSpecializedBackend({
    defaultServiceFactories: defaults,
  });
  for (const factory of supplied) backend.add(factory);
  for (const { feature } of unit.members) backend.add(feature);
  try {
    const { result } = await beforeDeadline(
      startQuietly(backend),
      deadline,
      () => deadlinePassed(unit, deadline, waitsFor?.() ?? []),
    );
    const failures = moduleFailures(unit, result);
    return { failures, running: true, stop: () => backend.stop() };
  } catch (error) {
    const late = error instanceof BackendError;
    // Stopping waits for the start to settle, which a late one may never do.
    if (!late) await backend.stop().catch(() => undefined);
    return {
      failures: late ? blameAll(unit, error) : unitFailures(unit, error),
      running: false,
      stop: () => Promise.resolve(),
    };
  }
}

/** Upstream's first backend takes over the process's signals; ending the process is ours. */
function startQuietly(backend: Backend): ReturnType<Backend["start"]> {
  const signals = ["SIGTERM", "SIGINT", "beforeExit"] as const;
  const before = signals.map(
    (signal) => new Set(process.listeners(signal as "exit")),
  );
  const starting = backend.start();
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal as "exit")) {
      if (!before[index]?.has(listener)) process.off(signal, listener);
    }
  }
  return starting;
}

function moduleFailures(
  unit: Unit,
  result: BackendStartupResult,
): Map<string, BackendError> {
  const failures = new Map<string, BackendError>();
  for (const { moduleId, failure } of result.plugins.flatMap(
    ({ modules }) => modules,
  )) {
    const member = unit.members.find((each) => each.moduleId === moduleId);
    if (failure && member) {
      failures.set(member.source, initFailed(member, failure.error));
    }
  }
  return failures;
}

function unitFailures(unit: Unit, error: unknown): Map<string, BackendError> {
  const result = (error as { result?: BackendStartupResult }).result;
  const owner = unit.members[0];
  const failures = result
    ? moduleFailures(unit, result)
    : new Map<string, BackendError>();
  const cause =
    result?.plugins[0]?.failure?.error ?? (result ? undefined : error);
  if (owner && cause !== undefined) {
    failures.set(owner.source, initFailed(owner, cause));
  }
  for (const { source } of unit.members) {
    if (!failures.has(source)) failures.set(source, pluginFailed(unit, source));
  }
  return failures;
}

function blameAll(unit: Unit, error: BackendError): Map<string, BackendError> {
  return new Map(unit.members.map(({ source }) => [source, error]));
}

function initFailed(member: Member, cause: unknown): BackendError {
  const own = ownError(cause);
  if (own) return own;
  const what = member.moduleId
    ? `module '${member.moduleId}' of '${member.pluginId}'`
    : `plugin '${member.pluginId}'`;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new BackendError(
    "COMPOSE_INIT_FAILED",
    `${member.source}: the ${what} failed to start: ${message}`,
    {
      hint: "Often a configuration key or a service it needs is missing; the portal's log holds the stack.",
      plugin: member.source,
      cause,
    },
  );
}

/** The portal's own refusal, which a service may have wrapped. */
function ownError(thrown: unknown): BackendError | undefined {
  if (thrown instanceof BackendError) return thrown;
  return thrown instanceof Error ? ownError(thrown.cause) : undefined;
}

function pluginFailed({ pluginId, members }: Unit, source: string) {
  return new BackendError(
    "COMPOSE_PLUGIN_FAILED",
    `${source} could not start because the plugin '${pluginId}' or one of its modules did not.`,
    {
      hint: `See the state of the packages of '${pluginId}': ${[...new Set(members.map((member) => member.source))].join(", ")}.`,
      plugin: source,
    },
  );
}

function deadlinePassed(
  { pluginId, members }: Unit,
  { ms }: Deadline,
  waitsFor: readonly string[],
): BackendError {
  const plugin = members[0]?.source;
  const what = `The plugin '${pluginId}' did not finish its start within ${ms / 1000} s`;
  if (waitsFor.length === 0) {
    return new BackendError("COMPOSE_DEADLINE", `${what}.`, {
      hint: "It waits for something that doesn't answer. Raise backend.startup.deadline if it only needs longer.",
      plugin,
    });
  }
  const others = waitsFor.map((id) => `'${id}'`).join(", ");
  return new BackendError(
    "COMPOSE_WAITED_FOR_PLUGIN",
    `${what}: it waits for an answer of ${others}.`,
    {
      hint: "Plugins that wait for each other never start; one of them has to ask later. If the other one is only slow, raise backend.startup.deadline.",
      plugin,
    },
  );
}
