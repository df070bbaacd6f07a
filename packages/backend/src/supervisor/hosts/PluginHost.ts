import { randomBytes, randomUUID } from "node:crypto";
import { reportError } from "@flyloft/plugin-core";
import { BackendError } from "../../errors.ts";
import { revive } from "../changeErrors.ts";
import { killMarked } from "../killMarked.ts";
import type {
  EventMessage,
  HostState,
  VisibilityMessage,
} from "../messages.ts";
import { type ProcessExit, SupervisedProcess } from "../SupervisedProcess.ts";
import { explainExit, neverReady } from "./explainExit.ts";
import { foreignRoute } from "./foreignRoute.ts";
import type { HostCommand } from "./hostCommand.ts";
import {
  type FromHost,
  HOST_PROTOCOL,
  type HostLogsMessage,
  type HostReadyMessage,
  type HostStartMessage,
  type ToHost,
} from "./hostMessages.ts";
import { type HostEvent, NEW_HOST, nextHostState } from "./nextHostState.ts";
import type { HostPlan } from "./planHosts.ts";

/** What is the same with every start of a host. */
type HostStart = Omit<
  HostStartMessage,
  "type" | "protocol" | "secret" | "secrets" | "refusals"
>;

export interface PluginHostOptions {
  readonly plan: HostPlan;
  /** Absolute path of the module that a host runs. */
  readonly entry: string;
  readonly command: HostCommand;
  readonly start: HostStart;
  readonly visibility: Promise<VisibilityMessage>;
  /** Milliseconds until a host that isn't ready is given up. */
  readonly deadlineMs: number;
  /** Ids of plugins that are not this one. */
  readonly taken: ReadonlySet<string>;
  onChange(state: HostState): void;
  onEvent(event: EventMessage): void;
  onLogs(logs: HostLogsMessage): void;
}

type Child = SupervisedProcess<ToHost, FromHost>;

/** In the environment of a host and of what it starts, so that what leaves its process group is found too. */
const HOST_VARIABLE = "FLYLOFT_HOST";
const STOP_GRACE_MS = 12_000;
/** A host that said that it failed ends by itself. */
const FAILED_GRACE_MS = 2_000;

/** The process of an isolated plugin through its starts, crashes and restarts within one generation. */
export class PluginHost {
  readonly #options: PluginHostOptions;
  #life = NEW_HOST;
  #child: Child;
  #mark = randomUUID();
  #ready: HostReadyMessage | undefined;
  #failure: BackendError | undefined;
  #timer: NodeJS.Timeout | undefined;
  #settle: () => void = () => undefined;
  /** Resolves when it is up or failed for the first time. */
  readonly settled: Promise<void>;

  constructor(options: PluginHostOptions) {
    this.#options = options;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#child = this.#spawn();
  }

  get plan(): HostPlan {
    return this.#options.plan;
  }

  get phase(): string {
    return this.#life.phase.name;
  }

  get restarts(): number {
    return this.#life.restarts;
  }

  get pid(): number | undefined {
    return this.#isRunning ? this.#child.pid : undefined;
  }

  get memory(): number | undefined {
    return this.#isRunning ? this.#child.memory : undefined;
  }

  deliver(event: EventMessage): void {
    if (this.#ready) this.#child.send(event);
  }

  /** Starts it at once where it waits or has a plugin that failed, and forgets its crashes. */
  async retry(): Promise<void> {
    if (this.#isRunning) {
      const plugins = this.#ready?.plugins ?? [];
      if (!plugins.some(({ status }) => status.state === "failed")) return;
      await this.#end();
    }
    const { name } = this.#life.phase;
    if (name === "starting" || name === "stopped") return;
    clearTimeout(this.#timer);
    this.#next({ type: "retry" });
    this.#child = this.#spawn();
  }

  async stop(): Promise<void> {
    this.#next({ type: "stop" });
    this.#settle();
    await this.#end();
  }

  get #isRunning(): boolean {
    return this.phase === "starting" || this.phase === "up";
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer);
    const child = this.#child;
    const mark = this.#mark;
    this.#ready = undefined;
    await child.dismiss(STOP_GRACE_MS);
    await killMarked(HOST_VARIABLE, mark);
  }

  #next(event: HostEvent): void {
    this.#life = nextHostState(this.#life, event);
  }

  #spawn(): Child {
    const { command, plan, entry, deadlineMs } = this.#options;
    this.#failure = undefined;
    this.#mark = randomUUID();
    const child: Child = new SupervisedProcess<ToHost, FromHost>({
      entry,
      execArgv: command.execArgv,
      prefix: command.prefix,
      env: { ...command.env, [HOST_VARIABLE]: this.#mark },
      heartbeatMs: plan.isolation.heartbeat,
      memoryLimit: plan.isolation.memory,
    });
    const secret = randomBytes(32).toString("hex");
    child.onMessage = (message) => {
      if (child === this.#child) this.#hear(message, secret);
    };
    void child.exited.then((exit) => this.#onExit(child, exit));
    void this.#tellStart(child, secret);
    this.#timer = setTimeout(() => {
      this.#abandon(neverReady(this.#name, deadlineMs), 0);
    }, deadlineMs);
    return child;
  }

  async #tellStart(child: Child, secret: string): Promise<void> {
    const { start, visibility } = this.#options;
    try {
      const { secrets, refusals } = await visibility;
      child.send({
        ...start,
        type: "start",
        protocol: HOST_PROTOCOL,
        secret,
        secrets,
        refusals,
      });
    } catch {
      // Without the list of secrets nothing is started that could log them. Whoever made the list tells why.
    }
  }

  #hear(message: FromHost, secret: string): void {
    switch (message.type) {
      case "ready":
        this.#onReady(message, secret);
        break;
      case "failed":
        this.#abandon(revive(message.error, this.#name), FAILED_GRACE_MS);
        break;
      case "event":
        this.#options.onEvent(message);
        break;
      case "logs":
        this.#options.onLogs(message);
        break;
      case "alive":
        break;
    }
  }

  #onReady(message: HostReadyMessage, secret: string): void {
    const { plan, taken } = this.#options;
    if (this.phase !== "starting" || this.#failure) return;
    const problem =
      message.protocol === HOST_PROTOCOL
        ? foreignRoute(plan, message.routes, taken)
        : otherProtocol(this.#name, message.protocol);
    if (problem) {
      this.#abandon(problem, 0);
      return;
    }
    clearTimeout(this.#timer);
    this.#ready = message;
    this.#next({ type: "ready", at: Date.now() });
    const { routes, plugins } = message;
    this.#options.onChange({ state: "up", secret, routes, plugins });
    this.#settle();
  }

  /** Ends a process that is of no use; its exit counts as a crash with this reason. */
  #abandon(failure: BackendError, graceMs: number): void {
    this.#failure ??= failure;
    void this.#child.killAfter(graceMs);
  }

  async #onExit(child: Child, exit: ProcessExit): Promise<void> {
    if (child !== this.#child) return;
    const mark = this.#mark;
    // Asked to end by `stop` or `retry`, which see to the rest.
    if (!this.#isRunning || (exit.reason === "asked" && !this.#failure)) return;
    clearTimeout(this.#timer);
    const { memory, heartbeat } = this.plan.isolation;
    const wasReady = this.#ready !== undefined;
    const context = { plugin: this.#name, memory, heartbeat, wasReady };
    const reason = this.#failure ?? explainExit(exit, context);
    this.#ready = undefined;
    this.#next({ type: "crashed", at: Date.now() });
    const { phase } = this.#life;
    const until = "until" in phase ? phase.until : Date.now();
    this.#timer = setTimeout(() => this.#restart(), until - Date.now());
    this.#options.onChange({
      state: "down",
      reason: reportError(reason, reason.code),
      retryAfter: Math.max(1, Math.ceil((until - Date.now()) / 1000)),
      retryAt: new Date(until).toISOString(),
    });
    this.#settle();
    await killMarked(HOST_VARIABLE, mark);
  }

  #restart(): void {
    this.#next({ type: "due" });
    this.#child = this.#spawn();
  }

  get #name(): string {
    const { plugins, id } = this.plan;
    return plugins[0]?.report.name ?? id;
  }
}

function otherProtocol(plugin: string, protocol: number): BackendError {
  return new BackendError(
    "SUPERVISE_PROTOCOL_MISMATCH",
    `The process of ${plugin} speaks version ${protocol} of the protocol of host processes, the supervisor speaks ${HOST_PROTOCOL}.`,
    { hint: "Both have to come from one installation of the portal.", plugin },
  );
}
