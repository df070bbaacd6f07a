import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { AppConfig } from "@backstage/config";
import { readStaticPluginId } from "../../readStaticPluginId.ts";
import { RUN_VARIABLE } from "../claimRun.ts";
import type { DataFolder } from "../DataFolder.ts";
import type { HostLink } from "../HostLink.ts";
import type {
  EventMessage,
  HostMessage,
  HostState,
  LogsMessage,
  StaticPlugin,
  VisibilityMessage,
} from "../messages.ts";
import type { Machine } from "./detectMechanisms.ts";
import { type HostCommand, hostCommand } from "./hostCommand.ts";
import { hostKeys } from "./hostConfig.ts";
import type { HostPlan, HostPlans } from "./planHosts.ts";
import { PluginHost } from "./PluginHost.ts";
import { makeSocketFolder } from "./socketFolder.ts";

export interface PluginHostsOptions {
  /** See {@link planHosts}. */
  readonly plans: HostPlans;
  readonly machine: Machine;
  readonly generation: number;
  readonly data: DataFolder;
  readonly config: readonly AppConfig[];
  readonly staticPlugins: readonly StaticPlugin[];
  /** What schemas say of the configuration. Hosts wait for it. */
  readonly visibility: Promise<VisibilityMessage>;
  readonly internalUrl: string;
  /** The supervisor's environment, with the run's id: see `claimRun`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long an import or a start may take: `backend.startup.deadline`. */
  readonly deadlineMs: number;
  /** Whether events go over the processes' channels. */
  readonly bridgesEvents: boolean;
  /** Comes with every change of a host. May come before `links` is read. */
  onChange(message: HostMessage): void;
  onEvent(event: EventMessage, fromId: string): void;
  onLogs(message: LogsMessage): void;
}

/** One host, for metrics. */
export interface HostSnapshot {
  readonly id: string;
  readonly packages: readonly string[];
  readonly state: string;
  readonly restarts: number;
  /** Resident, in bytes. */
  readonly memory: number | undefined;
  readonly pid: number | undefined;
}

/** A package is imported, then started; and the process itself has to start and to listen. */
const STEPS_WITH_DEADLINE = 2;
const PROCESS_START_MS = 10_000;
/** The host processes of one generation. They start with the constructor. */
export class PluginHosts {
  readonly #hosts: readonly PluginHost[];
  readonly #folder: string | undefined;
  readonly links: readonly HostLink[];

  constructor(options: PluginHostsOptions) {
    const { hosts } = options.plans;
    if (hosts.length > 0) {
      this.#folder = makeSocketFolder(options.env[RUN_VARIABLE] ?? "");
    }
    // All are prepared before the first one runs: nothing is left behind where that fails.
    const prepared = hosts.map((plan, index) => {
      const folder = path.join(this.#folder ?? "", String(index));
      mkdirSync(folder, { mode: 0o700 });
      const command = hostCommand(plan, { ...options, folder });
      return { plan, folder, command };
    });
    this.links = prepared.map(({ plan, folder }) =>
      linkTo(plan, folder, options),
    );
    this.#hosts = prepared.map((host) => startHost(host, options));
  }

  /** Resolves when every host is up, or failed for the first time. */
  get settled(): Promise<void> {
    return Promise.all(this.#hosts.map(({ settled }) => settled)).then(
      () => undefined,
    );
  }

  /** Gives an event to all hosts, or to all but the one that it comes from. */
  deliver(event: EventMessage, fromId?: string): void {
    for (const host of this.#hosts) {
      if (host.plan.id !== fromId) host.deliver(event);
    }
  }

  /** Starts a host again at once, by its plugin's id or a package's name. False where there is none. */
  async retry(name: string): Promise<boolean> {
    const host = this.#hosts.find(
      ({ plan }) =>
        plan.id === name ||
        plan.plugins.some(({ report }) => report.name === name),
    );
    await host?.retry();
    return host !== undefined;
  }

  snapshot(): readonly HostSnapshot[] {
    return this.#hosts.map((host) => ({
      id: host.plan.id,
      packages: packagesOf(host.plan),
      state: host.phase,
      restarts: host.restarts,
      memory: host.memory,
      pid: host.pid,
    }));
  }

  /** Ends all processes, and resolves when nothing of them is left. */
  async stop(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.stop()));
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }
}

interface PreparedHost {
  readonly plan: HostPlan;
  readonly folder: string;
  readonly command: HostCommand;
}

function startHost(
  { plan, folder, command }: PreparedHost,
  options: PluginHostsOptions,
): PluginHost {
  const { generation, internalUrl, bridgesEvents } = options;
  const { inForce } = plan.report;
  const host: PluginHost = new PluginHost({
    plan,
    entry: fileURLToPath(import.meta.resolve("@flyloft/backend/host-process")),
    command,
    start: {
      generation,
      plugins: plan.plugins,
      config: command.config,
      internalUrl,
      socketPath: socketIn(folder),
      codeCache: command.codeCache,
      tier: inForce === "none" ? "process" : inForce,
      bridgesEvents,
    },
    visibility: options.visibility,
    deadlineMs: STEPS_WITH_DEADLINE * options.deadlineMs + PROCESS_START_MS,
    taken: takenIds(plan, options),
    onChange: (status) => options.onChange(describe(host, status)),
    onEvent: (event) => options.onEvent(event, plan.id),
    onLogs: ({ type, lines }) => options.onLogs({ type, id: plan.id, lines }),
  });
  return host;
}

function describe(host: PluginHost, status: HostState): HostMessage {
  const { plan, pid, restarts, memory } = host;
  return { type: "host", id: plan.id, status, pid, restarts, memory };
}

function linkTo(
  plan: HostPlan,
  folder: string,
  { config, data }: PluginHostsOptions,
): HostLink {
  const keys = hostKeys(config, plan.id, data);
  return {
    id: plan.id,
    packages: packagesOf(plan),
    socketPath: socketIn(folder),
    concurrency: plan.isolation.concurrency,
    publicKey: keys && {
      keyId: keys.keyId,
      publicKeyFile: keys.publicKeyFile,
    },
  };
}

function packagesOf({ plugins }: HostPlan): readonly string[] {
  return plugins.map(({ report }) => report.name);
}

function socketIn(folder: string): string {
  return path.join(folder, "s");
}

/** Ids, in lower case, that a host without a known one may not answer for: the other packages', the portal's own. */
function takenIds(
  plan: HostPlan,
  { plans, staticPlugins }: PluginHostsOptions,
): ReadonlySet<string> {
  const others = plans.plugins.filter(
    (plugin) =>
      !plan.plugins.some(({ report }) => report.name === plugin.report.name),
  );
  const ids = [
    "plugin-manager",
    ...others.flatMap(({ facts }) => facts?.pluginId ?? []),
    ...staticPlugins.flatMap(({ name }) => readStaticPluginId(name) ?? []),
  ];
  return new Set(ids.map((id) => id.toLowerCase()));
}
